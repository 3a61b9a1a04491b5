"""The network of Kaya.Urban (OpenCarbon, paper 001) in PyTorch: the same parts, names and numbers, and ResNet-18 with torchvision's names."""
import math

import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    def __init__(self, blocks=(2, 2, 2, 2), width=64, classes=0):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.stages = len(blocks)
        inputs = width
        for stage, count in enumerate(blocks):
            outputs = width << stage
            layers = [Block(inputs if i == 0 else outputs, outputs, 2 if i == 0 and stage > 0 else 1) for i in range(count)]
            setattr(self, f"layer{stage + 1}", nn.Sequential(*layers))
            inputs = outputs
        self.fc = nn.Linear(inputs, classes) if classes else None

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        for stage in range(self.stages):
            x = getattr(self, f"layer{stage + 1}")(x)
        x = x.mean((2, 3))
        return x if self.fc is None else self.fc(x)


class ImageNetwork(nn.Module):
    def __init__(self, blocks, width):
        super().__init__()
        self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406]))
        self.register_buffer("std", torch.tensor([0.229, 0.224, 0.225]))
        self.resnet = ResNet(blocks, width)

    def forward(self, images):
        return self.resnet(((images.float() / 255 - self.mean) / self.std).permute(0, 3, 1, 2))


class SqueezeExcitation(nn.Module):
    def __init__(self, channels, compression):
        super().__init__()
        hidden = max(1, channels // compression)
        self.squeeze = nn.Linear(channels, hidden, bias=False)
        self.excite = nn.Linear(hidden, channels, bias=False)

    def forward(self, x):
        return x * torch.sigmoid(self.excite(F.relu(self.squeeze(x.mean((2, 3))))))[:, :, None, None]


class PointNetwork(nn.Module):
    def __init__(self, options, categories, raster, width):
        super().__init__()
        self.layers, self.adds = len(options["channels"]), options["adds_counts"]
        inputs, size = categories, raster
        for i, channels in enumerate(options["channels"]):
            stride, kernel = 2 if size >= 4 else 1, 3 if size > 1 else 1
            if options["scale"]:
                setattr(self, f"layer{i}scale", SqueezeExcitation(inputs, options["compression"]))
            setattr(self, f"layer{i}", nn.Conv2d(inputs, channels, kernel, stride, kernel // 2, bias=False))
            setattr(self, f"layer{i}norm", nn.BatchNorm2d(channels))
            inputs, size = channels, (size + stride - 1) // stride
        self.output = nn.Linear(inputs + (categories if self.adds else 0), width)

    def forward(self, counts):
        x = torch.log1p(counts)
        for i in range(self.layers):
            if hasattr(self, f"layer{i}scale"):
                x = getattr(self, f"layer{i}scale")(x)
            x = F.relu(getattr(self, f"layer{i}norm")(getattr(self, f"layer{i}")(x)))
        x = x.mean((2, 3))
        return self.output(torch.cat([x, torch.log1p(counts.sum((2, 3)))], 1) if self.adds else x)


class CovariateNetwork(nn.Module):
    def __init__(self, covariates, hidden, width):
        super().__init__()
        self.hidden, self.output = nn.Linear(covariates, hidden), nn.Linear(hidden, width)

    def forward(self, x):
        return self.output(F.relu(self.hidden(x)))


class AggregateAttention(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.hidden, self.score = nn.Linear(width, width), nn.Linear(width, 1, bias=False)

    def forward(self, values, mask=None):
        scores = self.score(torch.tanh(self.hidden(values))).squeeze(-1)
        if mask is not None:
            scores = scores.masked_fill(mask == 0, -1e9)
        weights = scores.softmax(-1)
        return (values * weights.unsqueeze(-1)).sum(1), weights


class NeighbourhoodNetwork(nn.Module):
    def __init__(self, size, width):
        super().__init__()
        self.layers = 1 + (size - 1) // 2
        for i in range(self.layers):
            setattr(self, f"layer{i}", nn.Conv2d(width + (i == 0), width, 1 if i == 0 else 3))

    def forward(self, window, mask):
        x = self.layer0(torch.cat([window, mask], 1)) * mask
        for i in range(1, self.layers):
            x = getattr(self, f"layer{i}")(F.relu(x))
        return x.flatten(1)


class CrossAttention(nn.Module):
    def __init__(self, width, heads, tokens):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = nn.Linear(width, width), nn.Linear(width, width), nn.Linear(width, width)
        self.kinds = nn.Parameter(0.02 * torch.randn(tokens, width))

    def forward(self, query, tokens, mask=None):
        n, count, width = tokens.shape
        told, part = tokens + self.kinds, width // self.heads
        q = self.query(query).view(n, 1, self.heads, part).transpose(1, 2)
        k = self.key(told).view(n, count, self.heads, part).transpose(1, 2)
        v = self.value(told).view(n, count, self.heads, part).transpose(1, 2)
        scores = q @ k.transpose(2, 3) / math.sqrt(part)
        if mask is not None:
            scores = scores.masked_fill(mask[:, None, None, :] == 0, -1e9)
        return (scores.softmax(-1) @ v).reshape(n, width)


class OpenCarbon(nn.Module):
    """options: modalities, blocks, image_width, categories, raster, points, covariates, covariate_width, width, neighbourhood, tokens,
    heads, head_width, presence."""

    def __init__(self, o):
        super().__init__()
        self.o = o
        width, count = o["width"], len(o["modalities"])
        if "Image" in o["modalities"]:
            self.image = ImageNetwork(o["blocks"], o["image_width"])
            self.imageoutput = nn.Linear(o["image_width"] << (len(o["blocks"]) - 1), width)
        if "Points" in o["modalities"]:
            self.points = PointNetwork(o["points"], o["categories"], o["raster"], width)
        if "Covariates" in o["modalities"]:
            self.covariates = CovariateNetwork(o["covariates"], o["covariate_width"], width)
        self.cells = AggregateAttention(width)
        places = o["neighbourhood"] ** 2
        if places > 1:
            for name in o["modalities"]:
                setattr(self, "window" + name, NeighbourhoodNetwork(o["neighbourhood"], width))
            self.neighbours = AggregateAttention(width)
            self.attention = CrossAttention(width, o["heads"], count + 1 if o["tokens"] == "Cell" else places)
        self.hidden = nn.Linear(width, o["head_width"])
        self.output = nn.Linear(o["head_width"], 2 if o["presence"] else 1)

    def encode(self, name, tiles):
        if name == "Image":
            return self.imageoutput(self.image(tiles))
        return self.points(tiles) if name == "Points" else self.covariates(tiles)

    def forward(self, vectors, windows):
        """vectors: one [tiles, width] for each modality; windows: one [targets, M * M] for each, the number of tiles where none is."""
        o, size = self.o, self.o["neighbourhood"]
        gathered, masks = [], []
        for tiles, window in zip(vectors, windows):
            gathered.append(torch.cat([tiles, tiles.new_zeros(1, tiles.shape[1])])[window])
            masks.append((window < tiles.shape[0]).float())
        own = [g[:, size * size // 2] for g in gathered]
        fused, cell_weights = self.cells(torch.stack(own, 1))
        final, around_weights = fused, None
        if size > 1:
            around = [getattr(self, "window" + name)(g.transpose(1, 2).reshape(len(g), -1, size, size), m.reshape(len(m), 1, size, size))
                      for name, g, m in zip(o["modalities"], gathered, masks)]
            neighbourhood, around_weights = self.neighbours(torch.stack(around, 1))
            if o["tokens"] == "Cell":
                final = self.attention(neighbourhood, torch.stack(own + [fused], 1)) + fused
            else:
                values, mask = torch.stack(gathered, 2), torch.stack(masks, 2)
                n, places, count, width = values.shape
                all_fused, _ = self.cells(values.reshape(n * places, count, width), mask.reshape(n * places, count))
                final = self.attention(neighbourhood, all_fused.reshape(n, places, width), mask.amax(2)) + fused
        out = self.output(F.relu(self.hidden(final)))
        return {"scaled": out[:, 0], "presence": out[:, 1] if o["presence"] else None, "own": own, "representation": fused,
                "cell_weights": cell_weights, "around_weights": around_weights}


def contrastive(first, second, temperature):
    """Both directions; the denominators leave out the pair itself, as the paper prints it."""
    if len(first) < 2:
        return first.new_zeros(())
    similar = F.normalize(first, dim=1) @ F.normalize(second, dim=1).T / temperature
    others = similar.masked_fill(torch.eye(len(first), dtype=torch.bool, device=first.device), -1e9)
    return (others.logsumexp(1) + others.logsumexp(0) - 2 * similar.diagonal()).mean()


def loss_of(answer, scaled, present, alpha, temperature):
    loss = ((answer["scaled"] - scaled).abs() * present).sum() / present.sum().clamp(min=1)
    if answer["presence"] is not None:
        loss = loss + F.binary_cross_entropy_with_logits(answer["presence"], present)
    own = answer["own"]
    for i in range(len(own)):
        for j in range(i + 1, len(own)):
            loss = loss + alpha * contrastive(own[i], own[j], temperature)
    return loss
