"""Writes vectors.json: what PyTorch computes for every module and optimiser, to compare Kaya.Torch with.

Run once, by hand, where PyTorch is installed: python3 make_vectors.py
The file is a reference: it is never made anew to let a test pass.
Each module case: parameters and input, output, and the gradients of sum(output * seed) for input and parameters.
Each optimiser case: a parameter before, the gradients' rule, and the parameter after 100 steps.
"""
import json
import os

import numpy as np
import torch

torch.manual_seed(20240607)
F = torch.nn.functional


def array(tensor):
    return {"shape": list(tensor.shape), "values": [float(f"{v:.8g}") for v in tensor.detach().double().flatten().tolist()]}


def round_all(tensors):
    """Inputs are rounded as the file stores them, so that both sides start from the same bits."""
    for tensor in tensors:
        with torch.no_grad():
            rounded = [float(f"{v:.8g}") for v in tensor.double().flatten().tolist()]
            tensor.copy_(torch.tensor(rounded, dtype=tensor.dtype).view(tensor.shape))


def module_case(module, x, forward=None, integer=False):
    parameters = dict(module.named_parameters())
    round_all(list(parameters.values()) + ([] if integer else [x]))
    before = {name: array(value) for name, value in parameters.items()}
    if not integer:
        x.requires_grad_(True)
    y = (forward or (lambda m, v: m(v)))(module, x)
    seed = torch.randn_like(y)
    round_all([seed])
    wanted = list(parameters.values()) + ([] if integer else [x])
    gradients = torch.autograd.grad((y * seed).sum(), wanted) if wanted else []
    case = {"parameters": before, "input": array(x), "seed": array(seed), "output": array(y),
            "gradients": {name: array(g) for name, g in zip(parameters, gradients)},
            "buffers": {name: array(b) for name, b in module.named_buffers() if b.dim() > 0}}
    if not integer:
        case["input_gradient"] = array(gradients[-1])
    return case


class Functional(torch.nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


nn = torch.nn
norm1 = nn.BatchNorm1d(4)
norm2 = nn.BatchNorm2d(3)
norm_use = nn.BatchNorm1d(4)
for norm in (norm1, norm2, norm_use):
    with torch.no_grad():
        norm.weight.uniform_(0.5, 1.5)
        norm.bias.normal_()
with torch.no_grad():
    norm_use.running_mean.copy_(torch.tensor([0.5, -0.25, 1.0, 0.125]))
    norm_use.running_var.copy_(torch.tensor([1.5, 0.75, 2.0, 1.0]))
norm_use.eval()

modules = {
    "linear": module_case(nn.Linear(5, 7), torch.randn(6, 5)),
    "linear_relu": module_case(nn.Sequential(nn.Linear(5, 7), nn.ReLU()), torch.randn(2, 6, 5)),
    "conv1d": module_case(nn.Conv1d(3, 4, 3, stride=2, padding=1), torch.randn(2, 3, 9)),
    "conv1d_plain": module_case(nn.Conv1d(3, 4, 3, padding=1), torch.randn(2, 3, 9)),
    "conv2d": module_case(nn.Conv2d(2, 4, 3, padding=1, dilation=1), torch.randn(2, 2, 6, 5)),
    "conv2d_groups": module_case(nn.Conv2d(4, 4, 3, stride=2, groups=2), torch.randn(2, 4, 7, 7)),
    "conv_transpose2d": module_case(nn.ConvTranspose2d(3, 2, 3, stride=2, padding=1, output_padding=1), torch.randn(2, 3, 4, 4)),
    "batch_norm_1d": module_case(norm1, torch.randn(8, 4)),
    "batch_norm_2d": module_case(norm2, torch.randn(3, 3, 4, 4)),
    "batch_norm_use": module_case(norm_use, torch.randn(8, 4)),
    "layer_norm": module_case(nn.LayerNorm(6), torch.randn(4, 6)),
    "prelu": module_case(nn.PReLU(3), torch.randn(4, 3, 5)),
    "embedding": module_case(nn.Embedding(6, 4), torch.tensor([[0, 5, 2], [2, 2, 1]]), integer=True),
    "lstm": module_case(nn.LSTM(4, 5, num_layers=2, batch_first=True), torch.randn(3, 6, 4), lambda m, v: m(v)[0]),
    "lstm_cell": module_case(nn.LSTM(4, 5, batch_first=True), torch.randn(3, 6, 4), lambda m, v: m(v)[1][1]),
    "relu": module_case(Functional(torch.relu), torch.randn(4, 5)),
    "gelu": module_case(Functional(F.gelu), torch.randn(4, 5)),
    "silu": module_case(Functional(F.silu), torch.randn(4, 5)),
    "sigmoid": module_case(Functional(torch.sigmoid), torch.randn(4, 5)),
    "tanh": module_case(Functional(torch.tanh), torch.randn(4, 5)),
    "softplus": module_case(Functional(F.softplus), torch.randn(4, 5)),
    "softmax": module_case(Functional(lambda x: F.softmax(x, 1)), torch.randn(4, 5)),
    "log_softmax": module_case(Functional(lambda x: F.log_softmax(x, 1)), torch.randn(4, 5)),
    "max_pool1d": module_case(Functional(lambda x: F.max_pool1d(x, 2)), torch.randn(2, 3, 8)),
    "max_pool2d": module_case(Functional(lambda x: F.max_pool2d(x, 3, 2, 1)), torch.randn(2, 3, 7, 7)),
    "avg_pool2d": module_case(Functional(lambda x: F.avg_pool2d(x, 2)), torch.randn(2, 3, 6, 6)),
    "mse": module_case(Functional(lambda x: F.mse_loss(x, torch.full_like(x, 0.25))), torch.randn(4, 5)),
    "l1": module_case(Functional(lambda x: F.l1_loss(x, torch.full_like(x, 0.25))), torch.randn(4, 5)),
    "smooth_l1": module_case(Functional(lambda x: F.smooth_l1_loss(x, torch.full_like(x, 0.25), beta=0.5)), torch.randn(4, 5)),
    "bce": module_case(Functional(lambda x: F.binary_cross_entropy_with_logits(x, torch.full_like(x, 0.25))), torch.randn(4, 5)),
}


def optimiser_case(make, clip=None, steps=100, shape=(5, 3)):
    """Minimises mean((x w - y)^2); the trajectory feels every detail of the rule."""
    x, y = torch.randn(12, shape[0]), torch.randn(12, shape[1])
    w = torch.randn(*shape)
    round_all([x, y, w])
    start = array(w)
    w.requires_grad_(True)
    optimiser = make([w])
    for _ in range(steps):
        optimiser.zero_grad()
        ((x @ w - y) ** 2).mean().backward()
        if clip is not None:
            torch.nn.utils.clip_grad_norm_([w], clip)
        optimiser.step()
    return {"x": array(x), "y": array(y), "before": start, "after": array(w)}


optimisers = {
    "sgd": optimiser_case(lambda p: torch.optim.SGD(p, lr=0.05)),
    "sgd_momentum": optimiser_case(lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, weight_decay=0.01)),
    "sgd_nesterov": optimiser_case(lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, nesterov=True)),
    "adam": optimiser_case(lambda p: torch.optim.Adam(p, lr=0.01)),
    "adam_decay": optimiser_case(lambda p: torch.optim.Adam(p, lr=0.01, weight_decay=0.1)),
    "adamw": optimiser_case(lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1)),
    "adam_clip": optimiser_case(lambda p: torch.optim.Adam(p, lr=0.01), clip=0.3),
    "sgd_clip": optimiser_case(lambda p: torch.optim.SGD(p, lr=0.05), clip=0.3),
}

# A second derivative: of the norm of an input gradient, as consistency losses use it.
layer = nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 2))
inputs = torch.randn(5, 4)
round_all(list(layer.parameters()) + [inputs])
inputs.requires_grad_(True)
first = torch.autograd.grad((layer(inputs) ** 2).sum(), inputs, create_graph=True)[0]
second = torch.autograd.grad((first ** 2).sum(), [layer[0].weight, layer[2].weight])
double = {"parameters": {n: array(p) for n, p in layer.named_parameters()}, "input": array(inputs),
          "first": array(first), "second": [array(g) for g in second]}

# Added later, at the end: the random numbers of everything above stay what they were.
modules |= {
    "conv1d_dilated": module_case(nn.Conv1d(3, 4, 3, padding=4, dilation=2, bias=False), torch.randn(2, 3, 9)),
    "conv2d_dilated": module_case(nn.Conv2d(2, 4, 3, padding=2, dilation=2), torch.randn(2, 2, 6, 5)),
    "conv2d_rectangular": module_case(
        nn.Conv2d(2, 3, (3, 5), stride=(2, 1), padding=(1, 2), dilation=(1, 2), bias=False), torch.randn(2, 2, 7, 11)),
    "conv_transpose2d_rectangular": module_case(
        nn.ConvTranspose2d(3, 2, (2, 3), stride=(2, 3), padding=(0, 1), output_padding=(1, 0), bias=False), torch.randn(2, 3, 4, 3)),
    "max_pool2d_rectangular": module_case(Functional(lambda x: F.max_pool2d(x, (2, 3), (1, 2), (1, 0))), torch.randn(2, 2, 6, 7)),
    "avg_pool2d_rectangular": module_case(Functional(lambda x: F.avg_pool2d(x, (3, 2))), torch.randn(2, 2, 6, 7)),
    "adaptive_avg_whole": module_case(Functional(lambda x: F.adaptive_avg_pool2d(x, 1)), torch.randn(2, 3, 7, 5)),
    "adaptive_avg": module_case(Functional(lambda x: F.adaptive_avg_pool2d(x, (3, 2))), torch.randn(2, 3, 7, 5)),
    "adaptive_max": module_case(Functional(lambda x: F.adaptive_max_pool2d(x, (3, 2))), torch.randn(2, 3, 7, 5)),
    "nearest": module_case(Functional(lambda x: F.interpolate(x, (7, 9))), torch.randn(2, 2, 4, 5)),
    "bilinear": module_case(Functional(lambda x: F.interpolate(x, (7, 9), mode="bilinear")), torch.randn(2, 2, 4, 5)),
    "bilinear_smaller": module_case(Functional(lambda x: F.interpolate(x, (3, 2), mode="bilinear")), torch.randn(2, 2, 4, 5)),
    "bicubic": module_case(Functional(lambda x: F.interpolate(x, (7, 9), mode="bicubic")), torch.randn(2, 2, 4, 5)),
}


class Soap:
    """SOAP (Vyas et al. 2025, algorithm 3) of one matrix, in NumPy and 64 bits; directions begin as the axes."""

    def __init__(self, parameters, lr, columns=True, decay=0.0, betas=(0.9, 0.999), shampoo=0.95, every=10, eps=1e-8):
        (self.w,) = parameters
        self.lr, self.columns, self.decay, self.betas, self.shampoo, self.every, self.eps = lr, columns, decay, betas, shampoo, every, eps
        n, m = self.w.shape
        self.mean, self.square, self.taken = np.zeros((n, m)), np.zeros((n, m)), 0
        self.left, self.right, self.ql, self.qr = np.zeros((n, n)), np.zeros((m, m)), np.eye(n), np.eye(m)

    def zero_grad(self):
        self.w.grad = None

    def step(self):
        w = self.w.detach().numpy().astype(float)
        g = self.w.grad.numpy().astype(float) + self.decay * w
        (b1, b2), self.taken = self.betas, self.taken + 1
        self.mean = b1 * self.mean + (1 - b1) * g
        self.square = b2 * self.square + (1 - b2) * (self.ql.T @ g @ self.qr) ** 2
        ahead = (self.ql.T @ self.mean @ self.qr) / (1 - b1**self.taken)
        ahead /= np.sqrt(self.square / (1 - b2**self.taken)) + self.eps
        with torch.no_grad():
            self.w.copy_(torch.tensor(w - self.lr * (self.ql @ ahead @ self.qr.T)))
        self.left = self.shampoo * self.left + (1 - self.shampoo) * g @ g.T
        self.right = self.shampoo * self.right + (1 - self.shampoo) * g.T @ g
        if self.taken % self.every == 0:
            order = np.argsort(-np.diag(self.ql.T @ self.left @ self.ql), kind="stable")
            self.square, self.ql = self.square[order], np.linalg.qr(self.left @ self.ql[:, order])[0]
            if self.columns:
                order = np.argsort(-np.diag(self.qr.T @ self.right @ self.qr), kind="stable")
                self.square, self.qr = self.square[:, order], np.linalg.qr(self.right @ self.qr[:, order])[0]


# Gradients of full rank, so that every direction is determined.
optimisers |= {
    "soap": optimiser_case(lambda p: Soap(p, 0.02), shape=(4, 4)),
    "soap_decay": optimiser_case(lambda p: Soap(p, 0.02, decay=0.1), clip=0.3, shape=(3, 3)),
    "soap_rows": optimiser_case(lambda p: Soap(p, 0.02, columns=False), shape=(3, 5)),
}

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "vectors.json")
with open(path, "w", encoding="utf-8") as file:
    json.dump({"torch": torch.__version__, "modules": modules, "optimisers": optimisers, "double": double}, file, separators=(",", ":"))
    file.write("\n")
print(os.path.getsize(path), "bytes")
