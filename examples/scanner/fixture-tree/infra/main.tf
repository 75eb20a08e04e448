provider "aws" {
  region     = "eu-central-1"
  access_key = "AKIAI44QH8DHBEXAMPLE"
}
