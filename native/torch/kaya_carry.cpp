// An hour of quantities that are carried through a grid: some steps of wind, mixing of levels, and reactions, forwards and backwards.
// Written out, because a step in tensor operations sweeps over memory some twenty times, and keeps what each sweep made.
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <vector>

#include "kaya_guard.h"
#include "kaya_slopes.h"

namespace kaya {
namespace {

// Places of the inputs.
enum { State, AlongValues, AlongSlopes, AcrossValues, AcrossSlopes, Up, Early, Late, Kept, Reaction, Between, Slope, After, Bias, Count };

// Cells whose quantities react together: they stay in the nearest cache.
constexpr int64_t tile = 64;

struct Hour {
  int64_t windows, levels, kinds, rows, columns, lifts, hidden, steps;

  int64_t plane() const { return rows * columns; }
  int64_t quantities() const { return levels * kinds; }
  int64_t size() const { return windows * quantities() * plane(); }
  int64_t tiles() const { return (plane() + tile - 1) / tile; }
  // What all tiles of a window give for the numbers that are learnt.
  int64_t learnt() const { return 2 * quantities() * hidden + quantities() + hidden; }
};

using Tensors = std::array<at::Tensor, Count>;
using Places = std::array<float*, Count>;  // null: not wanted

KAYA_VECTOR void sum_of(const float* __restrict a, const float* __restrict b, float* __restrict out, int64_t count) {
  for (int64_t i = 0; i < count; i++) out[i] = a[i] + b[i];
}

KAYA_VECTOR void add(const float* __restrict a, float* __restrict out, int64_t count) {
  for (int64_t i = 0; i < count; i++) out[i] += a[i];
}

KAYA_VECTOR void add_scaled(const float* __restrict a, float factor, float* __restrict out, int64_t count) {
  for (int64_t i = 0; i < count; i++) out[i] += factor * a[i];
}

KAYA_VECTOR void product_of(const float* __restrict a, const float* __restrict b, float* __restrict out, int64_t count) {
  for (int64_t i = 0; i < count; i++) out[i] = a[i] * b[i];
}

KAYA_VECTOR void add_product(const float* __restrict a, const float* __restrict b, float* __restrict out, int64_t count) {
  for (int64_t i = 0; i < count; i++) out[i] += a[i] * b[i];
}

// Planes have room for a row of zeros before and behind them. Neighbours lie a stride away: 1 along a row, a row across.

// The weighted sum of values and slopes of a place and both neighbours; w and u are the weights of one neighbour after the other.
KAYA_VECTOR void sum_around(const float* __restrict v, const float* __restrict s, const float* __restrict w, const float* __restrict u,
                            float* __restrict out, int64_t stride, int64_t count, int64_t apart) {
  const float *w1 = w + apart, *w2 = w1 + apart, *u1 = u + apart, *u2 = u1 + apart;
  for (int64_t i = 0; i < count; i++)
    out[i] = ((w[i] * v[i - stride] + u[i] * s[i - stride]) + (w1[i] * v[i] + u1[i] * s[i])) +
             (w2[i] * v[i + stride] + u2[i] * s[i + stride]);
}

// What a place gave to itself and both neighbours comes back from them.
KAYA_VECTOR void back_around(const float* __restrict g, const float* __restrict w, float* __restrict out, int64_t stride, int64_t count,
                             int64_t apart) {
  const float *w1 = w + apart, *w2 = w1 + apart;
  for (int64_t i = 0; i < count; i++) out[i] = (w2[i - stride] * g[i - stride] + w1[i] * g[i]) + w[i + stride] * g[i + stride];
}

KAYA_VECTOR void add_by_weights(const float* __restrict g, const float* __restrict v, float* __restrict out, int64_t stride, int64_t count,
                                int64_t apart) {
  float *out1 = out + apart, *out2 = out1 + apart;
  for (int64_t i = 0; i < count; i++) {
    out[i] += g[i] * v[i - stride];
    out1[i] += g[i] * v[i];
    out2[i] += g[i] * v[i + stride];
  }
}

// A value is the end of one difference and the begin of another, in its own slope and in those of both neighbours.
KAYA_VECTOR void add_by_ends(const float* __restrict before, const float* __restrict after, float* __restrict out, int64_t stride,
                             int64_t count) {
  for (int64_t i = 0; i < count; i++) out[i] += (before[i] - after[i]) + (after[i - stride] - before[i + stride]);
}

// A plane with a row of zeros before and behind it.
struct Plane {
  std::vector<float> values;
  float* first = nullptr;

  void fit(const Hour& z) {
    values.assign(z.plane() + 2 * z.columns, 0.0f);
    first = values.data() + z.columns;
  }
};

// What a thread needs for one plane.
struct WindScratch {
  Plane start, start_slopes, between, between_slopes, given, by_slopes, before, after, by_between;
  int64_t rows = 0, columns = 0;

  void fit(const Hour& z) {
    if (rows == z.rows && columns == z.columns) return;
    for (auto* one : {&start, &start_slopes, &between, &between_slopes, &given, &by_slopes, &before, &after, &by_between}) one->fit(z);
    rows = z.rows;
    columns = z.columns;
  }
};

// Moves quantities along the rows and across them.
struct Wind {
  const Hour& z;
  const Places& in;
  // Weights of values and slopes along the rows and across them, a padded plane for each neighbour: none beyond the ends of a row.
  std::array<std::vector<float>, 4> weights;
  int64_t apart;

  Wind(const Hour& hour, const Places& inputs) : z(hour), in(inputs), apart(hour.plane() + 2 * hour.columns) {
    int64_t planes = z.windows * z.levels * 3;
    for (int i = 0; i < 4; i++) {
      weights[i].assign(planes * apart, 0.0f);
      for (int64_t k = 0; k < planes; k++) {
        float* to = weights[i].data() + k * apart + z.columns;
        const float* from = in[AlongValues + i] + k * z.plane();
        std::copy(from, from + z.plane(), to);
        if (i < 2) clear_beyond(to, k % 3);
      }
    }
  }

  // The weights of a neighbour along the row that is beyond its end.
  void clear_beyond(float* weight, int64_t neighbour) const {
    if (neighbour == 1) return;
    for (int64_t r = 0; r < z.rows; r++) weight[r * z.columns + (neighbour == 0 ? 0 : z.columns - 1)] = 0;
  }

  // There are no slopes at the ends of a row or column.
  void clear_ends(bool along, float* plane) const {
    if (along)
      for (int64_t r = 0; r < z.rows; r++) plane[r * z.columns] = plane[(r + 1) * z.columns - 1] = 0;
    else {
      std::fill(plane, plane + z.columns, 0.0f);
      std::fill(plane + z.plane() - z.columns, plane + z.plane(), 0.0f);
    }
  }

  const float* weight(bool along, bool of_slopes, int64_t level) const {
    return weights[(along ? 0 : 2) + (of_slopes ? 1 : 0)].data() + level * 3 * apart + z.columns;
  }
  int64_t stride(bool along) const { return along ? 1 : z.columns; }

  void forward(bool along, int64_t level, const float* from, float* slopes, float* to) const {
    slopes_of(from, slopes, stride(along), z.plane());
    clear_ends(along, slopes);
    sum_around(from, slopes, weight(along, false, level), weight(along, true, level), to, stride(along), z.plane(), apart);
  }

  // given: a padded plane, by the sum; out: by the values.
  void backward(bool along, int64_t level, const float* from, const float* slopes, const float* given, WindScratch& s, float* out,
                const Places& gradients) const {
    int64_t by = stride(along), count = z.plane(), at = level * 3 * count;
    back_around(given, weight(along, false, level), out, by, count, apart);
    back_around(given, weight(along, true, level), s.by_slopes.first, by, count, apart);
    if (float* to = gradients[along ? AlongValues : AcrossValues]) add_by_weights(given, from, to + at, by, count, count);
    if (float* to = gradients[along ? AlongSlopes : AcrossSlopes]) add_by_weights(given, slopes, to + at, by, count, count);
    clear_ends(along, s.by_slopes.first);
    by_differences(from, s.by_slopes.first, s.before.first, s.after.first, by, count);
    add_by_ends(s.before.first, s.after.first, out, by, count);
  }

  template <typename Work>
  void for_levels(const Work& work) const {
    at::parallel_for(0, z.windows * z.levels, 1, [&](int64_t begin, int64_t end) {
      thread_local WindScratch s;
      s.fit(z);
      for (int64_t level = begin; level < end; level++)
        for (int64_t kind = 0; kind < z.kinds; kind++) work(level, (level * z.kinds + kind) * z.plane(), s);
    });
  }

  // From the quantities and the first half of the emissions to what the wind has moved.
  void move(int64_t step, const float* now, float* moved) const {
    bool first = step % 2 == 0;
    for_levels([&](int64_t level, int64_t at, WindScratch& s) {
      sum_of(now + at, in[Early] + at, s.start.first, z.plane());
      forward(first, level, s.start.first, s.start_slopes.first, s.between.first);
      forward(!first, level, s.between.first, s.between_slopes.first, moved + at);
    });
  }

  // given: by what has been moved; becomes by the quantities. of_mean: their part in the mean of the hour.
  void move_back(int64_t step, const float* now, float* given, const float* by_mean, float of_mean, const Places& gradients) const {
    bool first = step % 2 == 0;
    for_levels([&](int64_t level, int64_t at, WindScratch& s) {
      sum_of(now + at, in[Early] + at, s.start.first, z.plane());
      forward(first, level, s.start.first, s.start_slopes.first, s.between.first);
      slopes_of(s.between.first, s.between_slopes.first, stride(!first), z.plane());
      clear_ends(!first, s.between_slopes.first);
      std::copy(given + at, given + at + z.plane(), s.given.first);
      backward(!first, level, s.between.first, s.between_slopes.first, s.given.first, s, s.by_between.first, gradients);
      backward(first, level, s.start.first, s.start_slopes.first, s.by_between.first, s, given + at, gradients);
      if (gradients[Early] != nullptr) add(given + at, gradients[Early] + at, z.plane());
      if (by_mean != nullptr) add_scaled(by_mean + at, of_mean, given + at, z.plane());
    });
  }

  // Weights beyond the ends of a row have no part in anything.
  void finish(const Places& gradients) const {
    for (int i : {AlongValues, AlongSlopes})
      for (int64_t k = 0; gradients[i] != nullptr && k < z.windows * z.levels * 3; k++) clear_beyond(gradients[i] + k * z.plane(), k % 3);
  }
};

// Row-major [m, n] times [n, tile], added to [m, tile].
KAYA_VECTOR void add_tile(const float* __restrict a, const float* __restrict b, float* __restrict out, int64_t m, int64_t n) {
  for (int64_t i = 0; i < m; i++, out += tile) {
    int64_t k = 0;
    for (; k + 4 <= n; k += 4) {
      const float *row = a + i * n + k, *from = b + k * tile;
      float a0 = row[0], a1 = row[1], a2 = row[2], a3 = row[3];
      for (int64_t c = 0; c < tile; c++)
        out[c] += (a0 * from[c] + a1 * from[tile + c]) + (a2 * from[2 * tile + c] + a3 * from[3 * tile + c]);
    }
    for (; k < n; k++)
      for (int64_t c = 0; c < tile; c++) out[c] += a[i * n + k] * b[k * tile + c];
  }
}

// Eight numbers side by side: with twelve sums, what AVX2 has registers for. Wider vectors would be kept in memory there.
typedef float Vector __attribute__((vector_size(32), aligned(4), may_alias));
constexpr int64_t width = 8, block = 12;

constexpr int64_t rounded(int64_t count, int64_t to) { return (count + to - 1) / to * to; }

// Adds the products of [m, tile] with the transpose of [n, tile] to [m, n]. a has room for whole blocks of rows, zeros or old numbers in
// those behind m; turned is room for [tile, whole vectors of n].
KAYA_VECTOR void add_outer(const float* __restrict a, const float* __restrict b, float* __restrict turned, float* __restrict out, int64_t m,
                           int64_t n) {
  int64_t row = rounded(n, width);
  for (int64_t k = 0; k < n; k++)
    for (int64_t c = 0; c < tile; c++) turned[c * row + k] = b[k * tile + c];
  for (int64_t i0 = 0; i0 < m; i0 += block)
    for (int64_t k0 = 0; k0 < n; k0 += width) {
      Vector sums[block] = {};
      const float *from = a + i0 * tile, *with = turned + k0;
      for (int64_t c = 0; c < tile; c++, with += row) {
        Vector v = *reinterpret_cast<const Vector*>(with);
#pragma GCC unroll 12
        for (int64_t i = 0; i < block; i++) sums[i] += from[i * tile + c] * v;
      }
      for (int64_t i = 0; i < std::min(block, m - i0); i++)
        for (int64_t k = 0; k < std::min(width, n - k0); k++) out[(i0 + i) * n + k0 + k] += sums[i][k];
    }
}

// Adds the sum over the tile of each row of a to out.
KAYA_VECTOR void add_sums(const float* __restrict a, float* __restrict out, int64_t rows) {
  for (int64_t i = 0; i < rows; i++) {
    Vector sum = {};
    for (int64_t c = 0; c < tile; c += width) sum += *reinterpret_cast<const Vector*>(a + i * tile + c);
    for (int64_t k = 0; k < width; k++) out[i] += sum[k];
  }
}

// The same of the part of a that is below zero, times what is given.
KAYA_VECTOR void add_negative(const float* __restrict a, const float* __restrict given, float* __restrict out, int64_t rows) {
  for (int64_t i = 0; i < rows; i++) {
    float below[tile];
    for (int64_t c = 0; c < tile; c++) below[c] = a[i * tile + c] > 0 ? 0 : a[i * tile + c] * given[i * tile + c];
    add_sums(below, out + i, 1);
  }
}

KAYA_VECTOR void rectify(const float* __restrict z, const float* __restrict slope, float* __restrict out, int64_t hidden) {
  for (int64_t i = 0; i < hidden; i++)
    for (int64_t c = 0; c < tile; c++) out[i * tile + c] = z[i * tile + c] > 0 ? z[i * tile + c] : slope[i] * z[i * tile + c];
}

// Turns the derivative by the rectified values into that by what they were.
KAYA_VECTOR void rectify_back(const float* __restrict z, const float* __restrict slope, float* __restrict given, int64_t hidden) {
  for (int64_t i = 0; i < hidden; i++)
    for (int64_t c = 0; c < tile; c++) given[i * tile + c] *= z[i * tile + c] > 0 ? 1 : slope[i];
}

// Values of one window in a tile of cells: each quantity is a row of the tile, zeros behind the last cell.
struct Tile {
  const Hour& z;
  int64_t window, begin, count;

  int64_t place(int64_t channels, int64_t channel) const { return (window * channels + channel) * z.plane() + begin; }
  void read(const float* from, int64_t channels, float* to) const {
    for (int64_t i = 0; i < channels; i++, to += tile) {
      const float* row = from + place(channels, i);
      std::copy(row, row + count, to);
      std::fill(to + count, to + tile, 0.0f);
    }
  }
  void write(const float* from, int64_t channels, float* to) const {
    for (int64_t i = 0; i < channels; i++, from += tile) std::copy(from, from + count, to + place(channels, i));
  }
  void add_to(const float* from, int64_t channels, float* to) const {
    for (int64_t i = 0; i < channels; i++, from += tile) add(from, to + place(channels, i), count);
  }
};

// What happens within cells: levels mix, the second half of the emissions is added, a part is kept, and reactions change it.
struct Cells {
  const Hour& z;
  Places in;
  std::vector<float> between_turned, after_turned;

  Cells(const Hour& hour, const Places& inputs) : z(hour), in(inputs) {
    int64_t s = z.quantities(), h = z.hidden;
    between_turned.resize(s * h);
    after_turned.resize(s * h);
    for (int64_t i = 0; i < h; i++)
      for (int64_t k = 0; k < s; k++) {
        between_turned[k * h + i] = in[Between][i * s + k];
        after_turned[i * s + k] = in[After][k * h + i];
      }
  }

  struct Scratch {
    std::vector<float> mixed, left, z, hidden, given, by_hidden, by_mixed, turned;

    void fit(const Hour& z) {
      int64_t quantities = rounded(z.quantities(), block) * tile;
      for (auto* one : {&mixed, &left, &given, &by_mixed}) one->resize(quantities);
      for (auto* one : {&this->z, &hidden, &by_hidden}) one->resize(rounded(z.hidden, block) * tile);
      turned.resize(rounded(std::max(z.quantities(), z.hidden), width) * tile);
    }
  };

  template <typename Work>
  void for_tiles(const Work& work) const {
    int64_t tiles = z.tiles();
    at::parallel_for(0, z.windows * tiles, 1, [&](int64_t begin, int64_t end) {
      thread_local Scratch s;
      s.fit(z);
      for (int64_t i = begin; i < end; i++) {
        int64_t first = i % tiles * tile;
        work(Tile{z, i / tiles, first, std::min(tile, z.plane() - first)}, s, i);
      }
    });
  }

  // Level and tap of mixing whose level of origin is within the levels: the channel of the weight, the first quantities of both levels.
  template <typename Work>
  void for_lifts(const Work& work) const {
    for (int64_t level = 0; level < z.levels; level++)
      for (int64_t t = 0; t < z.lifts; t++) {
        int64_t from = level + t - z.lifts / 2;
        if (from >= 0 && from < z.levels) work(level * z.lifts + t, level * z.kinds, from * z.kinds);
      }
  }

  // From what has been moved to what is left before reactions, and what the reactions are made of.
  void pass(const Tile& at, const float* moved, Scratch& s) const {
    int64_t quantities = z.quantities();
    at.read(in[Late], quantities, s.mixed.data());
    for_lifts([&](int64_t weight, int64_t to, int64_t from) {
      const float* up = in[Up] + at.place(z.levels * z.lifts, weight);
      for (int64_t kind = 0; kind < z.kinds; kind++)
        add_product(up, moved + at.place(quantities, from + kind), s.mixed.data() + (to + kind) * tile, at.count);
    });
    std::fill(s.left.begin(), s.left.end(), 0.0f);
    for (int64_t i = 0; i < quantities; i++)
      product_of(s.mixed.data() + i * tile, in[Kept] + at.place(quantities, i), s.left.data() + i * tile, at.count);
    at.read(in[Reaction], z.hidden, s.z.data());
    add_tile(in[Between], s.left.data(), s.z.data(), z.hidden, quantities);
    rectify(s.z.data(), in[Slope], s.hidden.data(), z.hidden);
  }

  void forward(const float* moved, float* next, float* mean, float of_mean) const {
    for_tiles([&](const Tile& at, Scratch& s, int64_t) {
      pass(at, moved, s);
      add_tile(in[After], s.hidden.data(), s.left.data(), z.quantities(), z.hidden);
      for (int64_t i = 0; i < z.quantities(); i++) {
        float* row = s.left.data() + i * tile;
        for (int64_t c = 0; c < tile; c++) row[c] += in[Bias][i];
        add_scaled(row, of_mean, mean + at.place(z.quantities(), i), at.count);
      }
      at.write(s.left.data(), z.quantities(), next);
    });
  }

  // given: by the state after the step; becomes by what has been moved. learnt: for each tile room for the numbers that are learnt.
  void backward(const float* moved, float* given, const Places& gradients, float* learnt) const {
    int64_t quantities = z.quantities(), hidden = z.hidden;
    for_tiles([&](const Tile& at, Scratch& s, int64_t number) {
      pass(at, moved, s);
      at.read(given, quantities, s.given.data());
      std::fill(s.by_hidden.begin(), s.by_hidden.end(), 0.0f);
      add_tile(after_turned.data(), s.given.data(), s.by_hidden.data(), hidden, quantities);
      float* by_between = learnt == nullptr ? nullptr : learnt + number * z.learnt();
      if (learnt != nullptr) {
        float *by_after = by_between + hidden * quantities, *by_bias = by_after + hidden * quantities, *by_slope = by_bias + quantities;
        add_outer(s.given.data(), s.hidden.data(), s.turned.data(), by_after, quantities, hidden);
        add_sums(s.given.data(), by_bias, quantities);
        add_negative(s.z.data(), s.by_hidden.data(), by_slope, hidden);
      }
      rectify_back(s.z.data(), in[Slope], s.by_hidden.data(), hidden);
      if (gradients[Reaction] != nullptr) at.add_to(s.by_hidden.data(), hidden, gradients[Reaction]);
      if (learnt != nullptr) add_outer(s.by_hidden.data(), s.left.data(), s.turned.data(), by_between, hidden, quantities);
      add_tile(between_turned.data(), s.by_hidden.data(), s.given.data(), quantities, hidden);
      for (int64_t i = 0; i < quantities; i++) {
        const float* by_left = s.given.data() + i * tile;
        int64_t place = at.place(quantities, i);
        if (gradients[Kept] != nullptr) add_product(by_left, s.mixed.data() + i * tile, gradients[Kept] + place, at.count);
        product_of(by_left, in[Kept] + place, s.by_mixed.data() + i * tile, at.count);
        if (gradients[Late] != nullptr) add(s.by_mixed.data() + i * tile, gradients[Late] + place, at.count);
      }
      // given is read; by what has been moved goes into its place.
      for (int64_t i = 0; i < quantities; i++) std::fill_n(given + at.place(quantities, i), at.count, 0.0f);
      for_lifts([&](int64_t weight, int64_t to, int64_t from) {
        int64_t place = at.place(z.levels * z.lifts, weight);
        for (int64_t kind = 0; kind < z.kinds; kind++) {
          const float* by_mixed = s.by_mixed.data() + (to + kind) * tile;
          add_product(in[Up] + place, by_mixed, given + at.place(quantities, from + kind), at.count);
          if (gradients[Up] != nullptr)
            add_product(by_mixed, moved + at.place(quantities, from + kind), gradients[Up] + place, at.count);
        }
      });
    });
  }
};

Hour hour_of(const Tensors& t, int64_t steps) {
  at::IntArrayRef state = t[State].sizes();
  return {state[0], state[1], state[2], state[3], state[4], t[Up].size(2), t[Reaction].size(1), steps};
}

Places places_of(const Tensors& tensors) {
  Places places{};
  for (int i = 0; i < Count; i++) places[i] = tensors[i].defined() ? tensors[i].data_ptr<float>() : nullptr;
  return places;
}

// The mean of an hour by the trapezoidal rule: what the state after some steps has in it.
float part_of_mean(int64_t step, int64_t steps) { return (step == 0 || step == steps ? 0.5f : 1.0f) / static_cast<float>(steps); }

class Carry : public torch::autograd::Function<Carry> {
 public:
  static torch::autograd::variable_list forward(torch::autograd::AutogradContext* context, at::Tensor a0, at::Tensor a1, at::Tensor a2,
                                                at::Tensor a3, at::Tensor a4, at::Tensor a5, at::Tensor a6, at::Tensor a7, at::Tensor a8,
                                                at::Tensor a9, at::Tensor a10, at::Tensor a11, at::Tensor a12, at::Tensor a13,
                                                int64_t steps) {
    Tensors given{a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13};
    std::vector<int64_t> wanted;
    for (auto& one : given) {
      wanted.push_back(one.requires_grad());
      one = one.contiguous();
    }
    Hour z = hour_of(given, steps);
    Places in = places_of(given);
    at::Tensor next = at::empty_like(given[State]), mean = given[State] * part_of_mean(0, steps);
    at::Tensor moved = at::empty_like(next), states = at::empty({steps - 1, z.size()}, next.options());
    Wind wind(z, in);
    Cells cells(z, in);
    const float* now = in[State];
    for (int64_t step = 0; step < steps; step++) {
      float* to = step == steps - 1 ? next.data_ptr<float>() : states.data_ptr<float>() + step * z.size();
      wind.move(step, now, moved.data_ptr<float>());
      cells.forward(moved.data_ptr<float>(), to, mean.data_ptr<float>(), part_of_mean(step + 1, steps));
      now = to;
    }
    torch::autograd::variable_list kept(given.begin(), given.end());
    kept.push_back(states);
    context->save_for_backward(kept);
    context->saved_data["steps"] = steps;
    context->saved_data["wanted"] = wanted;
    return {next, mean};
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list by) {
    if (at::GradMode::is_enabled()) throw std::invalid_argument("an hour of carried quantities has no second derivative");
    auto saved = context->get_saved_variables();
    Tensors tensors;
    std::copy(saved.begin(), saved.begin() + Count, tensors.begin());
    int64_t steps = context->saved_data["steps"].toInt();
    std::vector<int64_t> wanted = context->saved_data["wanted"].toIntVector();
    Hour z = hour_of(tensors, steps);
    Places in = places_of(tensors);
    Tensors gradients;
    for (int i = AlongValues; i < Between; i++)
      if (wanted[i]) gradients[i] = at::zeros_like(tensors[i]);
    Places to = places_of(gradients);
    bool learns = wanted[Between] || wanted[Slope] || wanted[After] || wanted[Bias];
    at::Tensor learnt = learns ? at::zeros({z.windows * z.tiles(), z.learnt()}, saved[0].options()) : at::Tensor();
    at::Tensor given = by[0].defined() ? by[0].clone(at::MemoryFormat::Contiguous) : at::zeros_like(tensors[State]);
    at::Tensor by_mean = by[1].defined() ? by[1].contiguous() : at::Tensor();
    if (by_mean.defined()) given.add_(by_mean, part_of_mean(steps, steps));
    at::Tensor moved = at::empty_like(given);
    Wind wind(z, in);
    Cells cells(z, in);
    for (int64_t step = steps - 1; step >= 0; step--) {
      const float* now = step == 0 ? in[State] : saved[Count].data_ptr<float>() + (step - 1) * z.size();
      wind.move(step, now, moved.data_ptr<float>());
      cells.backward(moved.data_ptr<float>(), given.data_ptr<float>(), to, learns ? learnt.data_ptr<float>() : nullptr);
      wind.move_back(step, now, given.data_ptr<float>(), by_mean.defined() ? by_mean.data_ptr<float>() : nullptr,
                     part_of_mean(step, steps), to);
    }
    wind.finish(to);
    gradients[State] = given;
    if (learns) {
      at::Tensor sum = learnt.sum(0);
      int64_t weights = z.hidden * z.quantities();
      gradients[Between] = sum.narrow(0, 0, weights).reshape_as(tensors[Between]);
      gradients[After] = sum.narrow(0, weights, weights).reshape_as(tensors[After]);
      gradients[Bias] = sum.narrow(0, 2 * weights, z.quantities());
      gradients[Slope] = sum.narrow(0, 2 * weights + z.quantities(), z.hidden);
    }
    torch::autograd::variable_list result(gradients.begin(), gradients.end());
    result.emplace_back();
    return result;
  }
};

void require(bool fits, const Tensors& t) {
  if (fits) return;
  std::string found;
  for (auto& one : t) found += " " + c10::str(one.sizes());
  throw std::invalid_argument("an hour of carried quantities: shapes do not fit each other:" + found);
}

void require_shapes(const Tensors& t, int64_t steps) {
  bool fits = steps >= 1 && t[State].dim() == 5 && t[AlongValues].dim() == 5 && t[Up].dim() == 5 && t[Reaction].dim() == 4;
  require(fits, t);
  Hour z = hour_of(t, steps);
  int64_t s = z.quantities();
  at::IntArrayRef weights = t[AlongValues].sizes();
  require(z.lifts % 2 == 1 && weights == at::IntArrayRef({z.windows, z.levels, 3, z.rows, z.columns}) &&
              t[Up].sizes() == at::IntArrayRef({z.windows, z.levels, z.lifts, z.rows, z.columns}), t);
  for (int i : {AlongSlopes, AcrossValues, AcrossSlopes}) require(t[i].sizes() == weights, t);
  for (int i : {Early, Late, Kept}) require(t[i].sizes() == at::IntArrayRef({z.windows, s, z.rows, z.columns}), t);
  require(t[Reaction].sizes() == at::IntArrayRef({z.windows, z.hidden, z.rows, z.columns}) && t[Between].numel() == z.hidden * s &&
              t[Slope].numel() == z.hidden && t[After].numel() == z.hidden * s && t[Bias].numel() == s, t);
  for (auto& one : t)
    if (!one.is_cpu() || one.scalar_type() != at::kFloat)
      throw std::invalid_argument("an hour of carried quantities is computed in 32-bit numbers on the CPU");
}

}  // namespace
}  // namespace kaya

using namespace kaya;

int kaya_carry(const kaya_tensor* inputs, int64_t steps, kaya_tensor* next, kaya_tensor* mean) {
  return guarded([&] {
    Tensors t;
    for (int i = 0; i < Count; i++) t[i] = borrow(inputs[i]);
    require_shapes(t, steps);
    auto results = Carry::apply(t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], t[8], t[9], t[10], t[11], t[12], t[13], steps);
    *next = give(results[0]);
    *mean = give(results[1]);
  });
}
