from django.conf import settings
from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [
        ('structures', '0023_compte'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Evenement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('instant', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='date')),
                ('genre', models.CharField(choices=[('connexion', 'connexion'), ('echec', 'mot de passe refusé'), ('echec_code', 'code refusé'), ('blocage', 'connexion bloquée après trop d’essais'), ('deblocage', 'connexion débloquée'), ('invitation', 'invitation envoyée'), ('oubli', 'lien demandé pour un mot de passe oublié'), ('mot_de_passe', 'mot de passe choisi ou changé'), ('facteur_active', 'double vérification activée'), ('facteur_retire', 'double vérification retirée'), ('codes', 'nouveaux codes de secours'), ('code_utilise', 'code de secours utilisé'), ('compte', 'compte modifié'), ('role', 'rôle ou structures changés'), ('desactivation', 'compte désactivé'), ('reactivation', 'compte réactivé'), ('export', 'fichier téléchargé'), ('suppression', 'suppression')], max_length=20, verbose_name='événement')),
                ('detail', models.CharField(blank=True, max_length=300, verbose_name='précision')),
                ('origine', models.CharField(blank=True, help_text='La même pour deux connexions venues du même endroit ; l’adresse n’y est pas lisible.', max_length=8, verbose_name='origine')),
                ('auteur', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='fait par')),
                ('compte', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='compte')),
            ],
            options={
                'verbose_name': 'événement de sécurité',
                'verbose_name_plural': 'journal de sécurité',
                'ordering': ['-instant', '-pk'],
            },
        ),
    ]
