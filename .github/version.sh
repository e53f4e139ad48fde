#!/usr/bin/env bash
# Turns the notes in .changeset/ into the next version of all packages and its entry in CHANGELOG.md.
set -euo pipefail
cd "$(dirname "$0")/.."

node scripts/prepare.js
npx --yes @changesets/cli@3.0.3 version
npm install --package-lock-only --ignore-scripts
# The packages have the umbrella's version.
node build/scripts/buildPackages.js
