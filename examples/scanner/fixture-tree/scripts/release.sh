#!/bin/sh
set -eu
curl -H "Authorization: token ghx_ExampleExampleExampleExampleExample0" https://git.example/releases
