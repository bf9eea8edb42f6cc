import random, time
import pytest
from structures.import_lieux import lots
from structures.models import Lieu, Commune
from tests.factories import load_communes
from tests.structures.import_lieux.lignes import *
from structures.geo import point
from django.db import connection
pytestmark = pytest.mark.django_db

def rows(n):
    communes = [c for c in load_communes().values() if c.nom != "Lyon"] if not Commune.objects.exists() else [c for c in Commune.objects.all() if c.nom != "Lyon"]
    r = random.Random(1)
    from structures.nomenclature import Service
    out=[]
    for i in range(n):
        c = r.choice(communes)
        x,y = c.centre.coords
        out.append(Ligne(numero=i+2, identifiant=f"id{i}", source="Dora", champs={
          "nom": f"{r.choice(['Espace','Maison','Centre','Atelier','MJC'])} {r.choice(['numérique','social','des habitants','Simone Veil'])} {i}", "adresse": f"{r.randint(1,300)} rue {r.choice(['Paul Bert','de la République','Victor Hugo','des Lilas'])} {i%97}", "code_postal": c.codes_postaux[0], "commune": c,
          "position": point(x+r.uniform(-.02,.02), y+r.uniform(-.02,.02)), "precision":"adresse", "telephone": f"+334{i:08d}",
          "services": Service.values[:4], "courriels":[f"a{i}@exemple.fr"], "horaires":"Mo-Fr 09:00-12:00", "presentation_resume":"Un lieu "*10}))
    return out


def cpu():
    with connection.cursor() as c:
        c.execute("select pg_backend_pid()"); pid=c.fetchone()[0]
    f=open(f"/proc/{pid}/stat").read().split(); return (int(f[13])+int(f[14]))/100
def test_bench():
    lignes = rows(20000)
    def timed(name, f):
        t=time.monotonic(); p=time.process_time(); d=cpu(); v=f(); print(f"{name}: {time.monotonic()-t:.1f}s wall, {time.process_time()-p:.1f} python, {cpu()-d:.1f} db", flush=True); return v
    lot = timed("brought", lambda: brought(lignes))
    lot = timed("applied", lambda: applied(lot))
    print(lot.etat, lot.probleme, lot.bilan)
    for l in lignes: l.champs["presentation_resume"]="autre"
    lot = timed("changed brought", lambda: brought(lignes))
    print(lot.comptes)
    lot = timed("changed applied", lambda: applied(lot))
    print(lot.etat, lot.bilan)
