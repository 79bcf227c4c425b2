"""The settings a new hub begins with, every key explained in both languages."""

from __future__ import annotations

from typing import Final

SETTINGS_TEXT: Final = """\
# Réglages de ce hub. Relancez « passerelles hub » après un changement.
# Settings of this hub. Start “passerelles hub” again after a change.
version: 1

# Adresse d’écoute / address to listen on (0.0.0.0 : tout le réseau / the whole network)
address: 127.0.0.1
# Le port que l’on ouvre ; ceux qui le suivent servent entre programmes, sur cette machine seule.
# The port people open; those after it serve between programs, on this machine only.
port: 8000
# Ce que l’on tape dans le navigateur, si c’est autre chose : https://hub.exemple.org
# What people type in the browser, if that is something else: https://hub.example.org
public_address: null
# Un nom par personne (DNS *.hub.exemple.org) : la séparation la plus sûre dans le navigateur.
# One name per person (DNS *.hub.example.org): the safest separation in the browser.
subdomains: false
# HTTPS servi ici même : fichiers PEM / HTTPS served right here: PEM files
certificate: null
key: null

# SQLite dans ce dossier, ou / SQLite in this folder, or
# postgresql://nom:motdepasse@machine:5432/base / postgresql://name:password@host:5432/database
database: null

# Comptes créés ici (native), par votre organisation (oauth) ou votre plateforme (lti)
# Accounts made here (native), by your organisation (oauth) or your platform (lti)
accounts:
  kind: native
  # sign_up : on peut demander un compte ; tries : essais avant que le compte ne se repose
  # sign_up: people may ask for an account; tries: wrong passwords before an account rests
  native: {sign_up: true, password_length: 10, tries: 5, wait_minutes: 10}
  # Le secret d’un fournisseur est dans un fichier (secret_file, chmod 600) ou une variable
  # d’environnement (secret_env), jamais ici. issuer : OpenID Connect. Les groupes du fournisseur
  # donnent une place dans un cours ; everyone, s’il est écrit, en donne une à tout le monde.
  # A provider’s secret is in a file (secret_file, chmod 600) or an environment variable
  # (secret_env), never here. issuer: OpenID Connect. The provider’s groups give a place in a
  # course; everyone, where written, gives everybody one.
  # oauth:
  #   id: sso
  #   title: My organisation
  #   issuer: https://sso.example.org
  #   authorize_url: https://sso.example.org/authorize
  #   token_url: https://sso.example.org/token
  #   userdata_url: https://sso.example.org/userinfo
  #   client_id: passerelles
  #   secret_file: /etc/passerelles/oauth-secret
  #   name_claim: preferred_username
  #   groups_claim: groups
  #   groups: {staff: passerelles/instructors}
  #   everyone: passerelles/learners
  # LTI 1.3 : adresses à donner à la plateforme / addresses to give to the platform:
  # …/hub/lti13/oauth_login (login), …/hub/lti13/oauth_callback (redirect), … (target link)
  # lti:
  #   platforms:
  #     - id: moodle
  #       issuer: https://moodle.example.org
  #       client_ids: [abc]
  #       authorize_url: https://moodle.example.org/mod/lti/auth.php
  #       jwks_url: https://moodle.example.org/mod/lti/certs.php
  #       deployments: ["1"]
  #       course: passerelles
# Elles et ils approuvent les comptes ; leur mot de passe est montré une fois, au démarrage.
# They approve the accounts; their password is shown once, when the hub starts.
administrators: [admin]

courses:
  - id: passerelles
    title: {fr: Passerelles, en: Passerelles}
    # Langue des cahiers corrigés / language of the graded notebooks
    language: fr
    # Dossier de la classe ; null : fait ici / the classroom’s folder; null: made here
    classroom: null
    # everyone : toute personne qui a un compte ; ou des noms, aussi par la page des groupes
    # everyone: whoever has an account; or names, also by the page of groups
    learners: everyone
    trainers: []
    instructors: []

# Pour chaque personne : mémoire de chaque programme (Mio), et non de leur somme ; pages à
# simulateur ouvertes ; programmes (là où chacun a son compte Unix) ; minutes sans rien faire avant
# l’arrêt (0 : jamais). Pour tous : personnes à la fois (servers, 0 : sans limite), et démarrages à
# la fois.
# For each person: memory of each program (MiB), not of their sum; pages with a simulator open;
# programs (where everybody has a Unix account); minutes without use before stopping (0: never).
# For all: people at once (servers, 0: no limit), and starts at once.
limits: {memory_mb: 1024, sessions: 12, processes: 300, idle_minutes: 60, servers: 0, starting: 4}

# auto : lancé par root, un compte Unix par personne / when run by root, one Unix account each
# never : un seul compte / one account for all
unix_users: auto
"""
