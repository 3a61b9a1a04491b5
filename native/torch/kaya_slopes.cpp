// Slopes of van Leer (1974) along one axis: the harmonic mean of the differences to both sides, 0 at an extremum and at both ends.
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "kaya_guard.h"
#include "kaya_slopes.h"

namespace kaya {

KAYA_VECTOR void slopes_of(const float* __restrict v, float* __restrict slopes, int64_t stride, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    float a = v[i] - v[i - stride], b = v[i + stride] - v[i];
    // Then their sum is not 0.
    bool has = a * b > 0;
    slopes[i] = has ? 2 * a * b / (has ? a + b : 1) : 0;
  }
}

KAYA_VECTOR void by_differences(const float* __restrict v, const float* __restrict given, float* __restrict before,
                                float* __restrict after, int64_t stride, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    float a = v[i] - v[i - stride], b = v[i + stride] - v[i];
    bool has = a * b > 0;
    float part = has ? 1 / (has ? a + b : 1) : 0, g = 2 * given[i];
    before[i] = g * (b * part) * (b * part);
    after[i] = g * (a * part) * (a * part);
  }
}

namespace {

// Along an axis of a contiguous tensor the neighbours of a value lie a stride before and after it. The values of a line that have two
// neighbours, over all places within the stride, follow each other.
struct Lines {
  int64_t count, length, stride;

  Lines(const at::Tensor& values, int64_t axis) : count(1), length(values.size(axis)), stride(1) {
    for (int64_t d = 0; d < axis; d++) count *= values.size(d);
    for (int64_t d = axis + 1; d < values.dim(); d++) stride *= values.size(d);
  }
  int64_t size() const { return length * stride; }
  int64_t end() const { return size() - stride; }
  // Values that have two neighbours.
  int64_t inner() const { return size() - 2 * stride; }
};

// A value is the end of one difference and the start of another, in its own slope and in those of its neighbours.
KAYA_VECTOR void by_values(const float* __restrict before, const float* __restrict after, float* __restrict out, int64_t stride,
                           int64_t end) {
  for (int64_t i = stride; i < end; i++) out[i] += before[i] - after[i];
  for (int64_t i = stride; i < end; i++) out[i - stride] -= before[i];
  for (int64_t i = stride; i < end; i++) out[i + stride] += after[i];
}

template <typename Work>
void for_lines(const Lines& lines, const Work& work) {
  if (lines.length < 3) return;
  at::parallel_for(0, lines.count, std::max<int64_t>(1, 16384 / lines.size()), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) work(i * lines.size());
  });
}

at::Tensor composed(const at::Tensor& values, int64_t axis) {
  int64_t length = values.size(axis);
  if (length < 3) return at::zeros_like(values) * values;
  at::Tensor step = values.diff(1, axis), a = step.narrow(axis, 0, length - 2), b = step.narrow(axis, 1, length - 2);
  at::Tensor has = a * b > 0, sum = at::where(has, a + b, at::ones_like(a));
  at::Tensor slope = at::where(has, a * b * 2 / sum, at::zeros_like(a));
  std::vector<int64_t> widths(2 * (values.dim() - axis), 0);
  widths[widths.size() - 2] = widths[widths.size() - 1] = 1;
  return at::constant_pad_nd(slope, widths);
}

class Slopes : public torch::autograd::Function<Slopes> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& values, int64_t axis) {
    at::Tensor v = values.contiguous(), out = at::zeros_like(v);
    Lines lines(v, axis);
    const float* from = v.data_ptr<float>();
    float* to = out.data_ptr<float>();
    for_lines(lines, [&](int64_t at) { slopes_of(from + at + lines.stride, to + at + lines.stride, lines.stride, lines.inner()); });
    context->save_for_backward({values});
    context->saved_data["axis"] = axis;
    return out;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, torch::autograd::variable_list gradients) {
    at::Tensor values = context->get_saved_variables()[0];
    int64_t axis = context->saved_data["axis"].toInt();
    if (at::GradMode::is_enabled()) {
      auto found = torch::autograd::grad({composed(values, axis)}, {values}, {gradients[0]}, true, true, true);
      return {found[0], at::Tensor()};
    }
    at::Tensor v = values.contiguous(), g = gradients[0].contiguous(), out = at::zeros_like(v);
    Lines lines(v, axis);
    const float *from = v.data_ptr<float>(), *given = g.data_ptr<float>();
    float* to = out.data_ptr<float>();
    for_lines(lines, [&](int64_t at) {
      thread_local std::vector<float> parts;
      parts.resize(2 * lines.size());
      float *before = parts.data(), *after = before + lines.size();
      int64_t first = lines.stride;
      by_differences(from + at + first, given + at + first, before + first, after + first, lines.stride, lines.inner());
      by_values(before, after, to + at, lines.stride, lines.end());
    });
    return {out, at::Tensor()};
  }
};

}  // namespace
}  // namespace kaya

using namespace kaya;

int kaya_slopes(kaya_tensor values, int64_t axis, kaya_tensor* out) {
  return guarded([&] {
    at::Tensor v = borrow(values);
    if (axis < 0 || axis >= v.dim()) throw std::invalid_argument("values " + c10::str(v.sizes()) + " have no axis " + std::to_string(axis));
    bool native = v.is_cpu() && v.scalar_type() == at::kFloat;
    *out = give(native ? Slopes::apply(v, axis) : composed(v, axis));
  });
}
