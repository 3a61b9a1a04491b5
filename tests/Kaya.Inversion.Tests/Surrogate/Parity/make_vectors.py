"""Writes vectors.json: what PyTorch computes for small LSTM-U-Nets, forward and backward, to compare Kaya.Inversion with.

Run once, by hand, where PyTorch is installed: python3 make_vectors.py
The file is a reference: it is never made anew to let a test pass.
Each case: options, parameters, inputs, output in training (batch statistics) and in use (running ones), and the gradients of
sum(training output * seed) for every parameter and for the inputs.
"""
import json
import os
import sys

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, *[".."] * 4, "bench", "peers"))
from surrogate_network import LstmUnet  # noqa: E402

torch.manual_seed(20240607)


def array(tensor):
    return {"shape": list(tensor.shape), "values": [float(f"{v:.8g}") for v in tensor.detach().double().flatten().tolist()]}


def rounded(tensor):
    """As the file stores it, so that both sides start from the same bits."""
    with torch.no_grad():
        tensor.copy_(torch.tensor([float(f"{v:.8g}") for v in tensor.double().flatten().tolist()]).view(tensor.shape))
    return tensor


def case(options, rows, columns, blocks, starts):
    network = LstmUnet(options)
    for name, buffer in network.named_buffers():
        if buffer.dim() > 0:
            buffer.copy_(0.1 * torch.randn_like(buffer) if name.endswith("mean") else 1 + 0.2 * torch.rand_like(buffer))
    for value in list(network.parameters()) + [b for b in network.buffers() if b.dim() > 0]:
        rounded(value.data)
    state = {name.replace(".", "/"): array(value) for name, value in network.state_dict().items() if value.dim() > 0}
    hours = max(starts) + options["history"]
    series = rounded(torch.randn(blocks * rows * columns, hours, options["inputs"])).requires_grad_(True)
    previous = rounded(torch.randn(blocks * len(starts), 4, rows, columns)).requires_grad_(True)
    geography = rounded(torch.randn(blocks, options["fields"], rows, columns))
    network.eval()
    used = array(network(series, starts, previous, geography))
    network.train()
    output = network(series, starts, previous, geography)
    seed = rounded(torch.randn_like(output))
    names = [name for name, _ in network.named_parameters()]
    gradients = torch.autograd.grad((output * seed).sum(), list(network.parameters()) + [series, previous])
    return {"options": options, "starts": starts, "state": state, "series": array(series), "previous": array(previous),
            "geography": array(geography), "seed": array(seed), "used": used, "output": array(output),
            "gradients": {name.replace(".", "/"): array(g) for name, g in zip(names, gradients)},
            "series_gradient": array(gradients[-2]), "previous_gradient": array(gradients[-1])}


SMALL = {"inputs": 5, "fields": 2, "history": 4, "hidden": 4, "channels": 3, "branch": 2, "head": 2, "encoder": 1, "dropout": 0.0, "all": False}
cases = {
    "last_state": case(SMALL, 8, 8, 2, [0, 2]),
    "all_states": case({**SMALL, "all": True, "encoder": 2}, 8, 4, 1, [0]),
    "padded": case(SMALL, 7, 6, 1, [0, 1]),
}
with open(os.path.join(HERE, "vectors.json"), "w", encoding="utf-8") as file:
    json.dump({"torch": torch.__version__, "cases": cases}, file, separators=(",", ":"))
    file.write("\n")
print(os.path.getsize(os.path.join(HERE, "vectors.json")), "bytes")
