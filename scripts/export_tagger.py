"""Write a trained tagger as the int8 ONNX files that the package loads.

    python scripts/export_tagger.py --work ~/onrecord-training --out src/onrecord/models/tagger

Of several runs, each begun where one of the others ended, the weights are averaged in given shares
(Wortsman et al., Model soups, 2022): --work A B C --shares 0.2 0.3 0.5. Needs what train_tagger.py
needs, and onnx and onnxruntime. --fp32 leaves the numbers whole, to measure what the rounding costs.
"""

import argparse
import hashlib
import json
import tempfile
from pathlib import Path

import onnx
import torch
from onnx import TensorProto, helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer as fusion
from onnxruntime.transformers.fusion_options import FusionOptions
from torch import nn
from train_tagger import BUDGET, GUIDELINES, TaggerModel, base_folder, load_tokenizer

from onrecord.annotation.features import Case, Mark
from onrecord.annotation.layers import NAME_LABELS
from onrecord.annotation.tagger import FORMAT

CONTEXT = 48


class Exported(nn.Module):
    """The trained model as it runs: extra inputs as one table, one guideline built in."""

    def __init__(self, model: TaggerModel, guideline: int) -> None:
        super().__init__()
        self.encoder = model.encoder
        self.spans, self.names, self.links = model.spans, model.names, model.links
        with torch.no_grad():
            self.names.bias += self.names.weight @ model.guideline.weight[guideline]
            table = (
                model.case.weight[:, None, None]
                + model.mark.weight[None, :, None]
                + model.line.weight[None, None, :]
            )
        self.shapes = nn.Embedding.from_pretrained(table.reshape(len(Case) * len(Mark) * 2, -1))

    def forward(
        self, ids: torch.Tensor, shapes: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        inputs = self.encoder.embeddings.word_embeddings(ids) + self.shapes(shapes)
        positions = torch.arange(ids.shape[1])[None]
        embeddings = self.encoder.embeddings
        hidden = embeddings.LayerNorm(
            inputs
            + embeddings.position_embeddings(positions)
            + embeddings.token_type_embeddings.weight[0]
        )
        for layer in self.encoder.encoder.layer:
            hidden = run_layer(layer, hidden)
        return self.spans(hidden), self.names(hidden), self.links(hidden)


def run_layer(layer: nn.Module, hidden: torch.Tensor) -> torch.Tensor:
    """One encoder layer written out, since no word of an unpadded window is masked."""
    attention = layer.attention.self
    heads, width = attention.num_attention_heads, attention.attention_head_size

    def by_head(projection: nn.Linear) -> torch.Tensor:
        projected = projection(hidden)
        return projected.view(1, -1, heads, width).transpose(1, 2)

    query, key, value = map(by_head, (attention.query, attention.key, attention.value))
    weights = (query @ key.transpose(2, 3) / width**0.5).softmax(-1)
    mixed = (weights @ value).transpose(1, 2).reshape(1, -1, heads * width)
    output = layer.attention.output
    hidden = output.LayerNorm(output.dense(mixed) + hidden)
    inner = nn.functional.gelu(layer.intermediate.dense(hidden))
    return layer.output.LayerNorm(layer.output.dense(inner) + hidden)


def mixed(
    works: list[Path], shares: list[float] | None, kind: str
) -> tuple[dict[str, torch.Tensor], int]:
    """The weights of several runs in shares that add up to one, and the steps of all of them."""
    shares = shares or [1 / len(works)] * len(works)
    if len(shares) != len(works) or abs(sum(shares) - 1) > 1e-6:
        raise SystemExit("--shares: one for each --work, adding up to 1")
    states = [torch.load(work / "checkpoint.pt", weights_only=True) for work in works]
    weights = {
        name: sum(share * state[kind][name] for share, state in zip(shares, states, strict=True))
        if value.is_floating_point()
        else value
        for name, value in states[-1][kind].items()
    }
    return weights, sum(state["step"] for state in states)


def write_product(path: Path) -> None:
    """The product of two matrices by which the package tries how a processor sums."""
    shapes = {"left": TensorProto.UINT8, "right": TensorProto.INT8, "product": TensorProto.INT32}
    left, right, product = (
        helper.make_tensor_value_info(name, kind, [None, None]) for name, kind in shapes.items()
    )
    node = helper.make_node("MatMulInteger", ["left", "right"], ["product"])
    graph = helper.make_graph([node], "product", [left, right], [product])
    opset = helper.make_opsetid("", 17)
    onnx.save(helper.make_model(graph, opset_imports=[opset], ir_version=8), path)


def export(options: argparse.Namespace) -> None:
    base = base_folder()
    model = TaggerModel(base)
    weights, steps = mixed(options.work, options.shares, options.weights)
    model.load_state_dict(weights)
    exported = Exported(model, GUIDELINES.index(options.guideline)).eval()
    options.out.mkdir(parents=True, exist_ok=True)
    ids = torch.randint(5, 100, (1, 20))
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            exported,
            (ids, torch.zeros_like(ids)),
            plain,
            input_names=["ids", "shapes"],
            output_names=["spans", "names", "links"],
            dynamic_axes={
                name: {1: "pieces"} for name in ("ids", "shapes", "spans", "names", "links")
            },
            opset_version=17,
            dynamo=False,
        )
        fused = Path(folder) / "fused.onnx"
        fusions = FusionOptions("bert")
        fusions.enable_embed_layer_norm = False
        config = model.encoder.config
        fusion.optimize_model(
            str(plain),
            "bert",
            num_heads=config.num_attention_heads,
            hidden_size=config.hidden_size,
            optimization_options=fusions,
        ).save_model_to_file(str(fused))
        target = options.out / "model.onnx"
        if options.fp32:
            target.write_bytes(fused.read_bytes())
        else:
            quantize_dynamic(
                fused,
                target,
                per_channel=True,
                reduce_range=options.reduce_range,
                weight_type=QuantType.QInt8,
                nodes_to_exclude=options.exclude,
                extra_options={"DefaultTensorType": TensorProto.FLOAT},
            )
    write_product(options.out / "product.onnx")
    load_tokenizer(base).save(str(options.out / "tokenizer.json"), pretty=False)
    files = ("model.onnx", "tokenizer.json")
    description = {
        "format": FORMAT,
        "version": options.version,
        "window": BUDGET + 2,
        "context": CONTEXT,
        "names": list(NAME_LABELS),
        "calibration": [0.0, 1.0],
        "steps": steps,
        "sha256": {
            name: hashlib.sha256((options.out / name).read_bytes()).hexdigest() for name in files
        },
    }
    text = json.dumps(description, indent=2) + "\n"
    (options.out / "config.json").write_text(text, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, nargs="+", default=[Path.home() / "onrecord-training"])
    parser.add_argument("--shares", type=float, nargs="+", help="of each --work; equal by default")
    parser.add_argument("--out", type=Path, default=Path("src/onrecord/models/tagger"))
    parser.add_argument("--version", default="1")
    parser.add_argument("--weights", choices=("model", "average"), default="average")
    parser.add_argument("--guideline", choices=GUIDELINES, default="house")
    parser.add_argument("--fp32", action="store_true")
    parser.add_argument("--reduce-range", action="store_true")
    parser.add_argument("--exclude", nargs="*", default=[], help="nodes to leave in fp32")
    export(parser.parse_args())


if __name__ == "__main__":
    main()
