"""The LSTM-U-Net of Kaya.Inversion in PyTorch, written as one would write it there: the peer of the benchmark, and the source of the
recorded vectors of the tests. The names of its parts are Kaya's with dots for slashes."""
import torch
from torch import nn


def stack(inputs, outputs, count, normalise=True):
    """3 x 3 convolutions, normalised over the batch, with learnt rectifiers."""
    layers = nn.Sequential()
    for i in range(count):
        layers.add_module(f"conv{i}", nn.Conv2d(inputs if i == 0 else outputs, outputs, 3, padding=1, bias=not normalise))
        if normalise:
            layers.add_module(f"norm{i}", nn.BatchNorm2d(outputs))
        layers.add_module(f"prelu{i}", nn.PReLU(outputs))
    return layers


class Unet(nn.Module):
    def __init__(self, inputs, channels, encoder, dropout):
        super().__init__()
        self.down1, self.down2 = stack(inputs, channels, encoder), stack(channels, 2 * channels, encoder)
        self.bottom, self.dropout = stack(2 * channels, 4 * channels, 2), nn.Dropout(dropout)
        self.enlarge2, self.up2 = nn.ConvTranspose2d(4 * channels, 2 * channels, 2, stride=2), stack(4 * channels, 2 * channels, 2)
        self.enlarge1, self.up1 = nn.ConvTranspose2d(2 * channels, channels, 2, stride=2), stack(2 * channels, channels, 2)

    def forward(self, x):
        rows, columns = x.shape[2:]
        x = nn.functional.pad(x, (0, -columns % 4, 0, -rows % 4))
        first = self.down1(x)
        second = self.down2(nn.functional.max_pool2d(first, 2))
        bottom = self.dropout(self.bottom(nn.functional.max_pool2d(second, 2)))
        upper = self.up2(torch.cat([second, self.enlarge2(bottom)], 1))
        return self.up1(torch.cat([first, self.enlarge1(upper)], 1))[:, :, :rows, :columns]


class Heads(nn.Module):
    def __init__(self, inputs, pollutants, width):
        super().__init__()
        self.hidden, self.prelu = nn.Conv2d(inputs, pollutants * width, 1), nn.PReLU(pollutants * width)
        self.last = nn.Conv2d(pollutants * width, pollutants, 1, groups=pollutants)

    def forward(self, features):
        return self.last(self.prelu(self.hidden(features)))


class LstmUnet(nn.Module):
    def __init__(self, options):
        super().__init__()
        self.options, o = options, options
        states = o["history"] if o["all"] else 1
        self.lstm = nn.LSTM(o["inputs"], o["hidden"], batch_first=True)
        self.unet = Unet(o["hidden"] * states, o["channels"], o["encoder"], o["dropout"])
        self.previous = stack(4, o["branch"], 2, normalise=False)
        self.geography = stack(o["fields"], o["branch"], 2, normalise=False)
        self.heads = Heads(o["channels"] + 2 * o["branch"], 4, o["head"])

    def memory(self, series, rows, columns):
        """The states of the LSTM at the end of windows given whole: [windows x cells, history, inputs]."""
        outputs, (hidden, _) = self.lstm(series)
        values = outputs.reshape(outputs.shape[0], -1) if self.options["all"] else hidden[0]
        return values.reshape(-1, rows, columns, values.shape[1]).permute(0, 3, 1, 2)

    def forward(self, series, starts, previous, geography):
        """series [blocks x cells, hours, inputs]; windows are cut out of it, window w of block b being number w x blocks + b."""
        history, (rows, columns) = self.options["history"], previous.shape[2:]
        windows = torch.cat([series[:, start:start + history] for start in starts])
        features = [self.unet(self.memory(windows, rows, columns)), self.previous(previous),
                    self.geography(geography).repeat(len(starts), 1, 1, 1)]
        return self.heads(torch.cat(features, 1)) + previous
