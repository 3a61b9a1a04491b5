// oneDNN computes convolutions faster than libtorch's own code, but some builds of it give wrong gradients, such as Debian 13's on an
// AMD EPYC with AVX-512. The cause is not known. So it is tried before it is trusted.
#include <ATen/ATen.h>

#include <mutex>
#include <tuple>
#include <vector>

#include "kaya_guard.h"

namespace kaya {
namespace {

struct Case {
  int64_t batch, inputs, height, width, outputs, kernel_height, kernel_width, padding, stride, dilation;
};

// Shapes of small networks: few channels, odd sizes, one axis, and one whole block of channels.
const Case kCases[] = {
    {2, 3, 7, 6, 4, 3, 3, 1, 1, 1}, {2, 5, 9, 9, 6, 3, 3, 1, 2, 1}, {1, 3, 9, 8, 5, 3, 3, 2, 1, 2}, {3, 4, 1, 11, 6, 1, 3, 0, 1, 1},
    {2, 2, 6, 5, 3, 1, 1, 0, 1, 1}, {2, 3, 8, 7, 4, 5, 3, 2, 1, 1}, {1, 16, 8, 8, 16, 3, 3, 1, 1, 1},
};

// Freed blocks with large numbers: what is read without being written shows.
void soil() {
  std::vector<at::Tensor> blocks;
  for (int64_t size = 64; size <= 1 << 16; size *= 2)
    for (int k = 0; k < 4; ++k) blocks.push_back(at::full({size}, 1e3, at::kFloat));
}

std::vector<at::Tensor> compute(const Case& c, bool onednn) {
  at::globalContext().setUserEnabledMkldnn(onednn);
  auto numbers = [](at::IntArrayRef sizes, double step) {
    int64_t count = 1;
    for (int64_t size : sizes) count *= size;
    return at::sin(at::arange(count, at::kFloat) * step).reshape(sizes);
  };
  at::Tensor input = numbers({c.batch, c.inputs, c.height, c.width}, 0.7);
  at::Tensor weight = numbers({c.outputs, c.inputs, c.kernel_height, c.kernel_width}, 1.3), bias = numbers({c.outputs}, 0.9);
  std::vector<int64_t> stride(2, c.stride), padding{c.height == 1 ? 0 : c.padding, c.padding}, dilation(2, c.dilation), none(2, 0);
  if (onednn) soil();
  at::Tensor output = at::conv2d(input, weight, bias, stride, padding, dilation);
  at::Tensor seed = numbers(output.sizes(), 0.3);
  if (onednn) soil();
  auto [of_input, of_weight, of_bias] = at::convolution_backward(
      seed, input, weight, c.outputs, stride, padding, dilation, false, none, 1, {true, true, true});
  return {output, of_input, of_weight, of_bias};
}

bool is_right() {
  for (const Case& c : kCases) {
    std::vector<at::Tensor> expected = compute(c, false);
    for (int repeat = 0; repeat < 2; ++repeat) {
      std::vector<at::Tensor> found = compute(c, true);
      for (size_t k = 0; k < found.size(); ++k) {
        double most = (found[k] - expected[k]).abs().max().item<double>();
        if (!(most <= 1e-4 * (1 + expected[k].abs().max().item<double>()))) return false;
      }
    }
  }
  return true;
}

}  // namespace
}  // namespace kaya

using namespace kaya;

int kaya_onednn(int* state) {
  return guarded([&] {
    static std::once_flag once;
    static int found = 0;
    std::call_once(once, [] {
      if (!at::hasMKLDNN() || !at::globalContext().userEnabledMkldnn()) return;
      bool right = is_right();
      at::globalContext().setUserEnabledMkldnn(right);
      found = right ? 1 : 2;
    });
    *state = found;
  });
}
