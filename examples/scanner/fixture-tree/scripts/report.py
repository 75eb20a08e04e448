import os

password = os.environ["REPORT_PASSWORD"]


def main() -> None:
    print("no secret in here")
