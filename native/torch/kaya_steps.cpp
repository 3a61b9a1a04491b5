// Optimiser steps as one sweep over each parameter, and the norms that gradient clipping needs.
#include <ATen/Parallel.h>

#include <array>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "kaya_guard.h"

namespace kaya {
namespace {

constexpr int64_t grain = 65536;

at::Tensor require_dense(kaya_tensor handle) {
  at::Tensor tensor = borrow(handle);
  if (!tensor.defined() || !tensor.is_cpu() || tensor.scalar_type() != at::kFloat || !tensor.is_contiguous())
    throw std::invalid_argument("the fused step needs contiguous 32-bit parameters on the CPU");
  return tensor;
}

// A slot or a gradient of a parameter has its elements, no more and no fewer: they are swept together.
void require_like(const at::Tensor& tensor, const at::Tensor& parameter, const char* what) {
  if (tensor.numel() != parameter.numel() || (tensor.sizes() != parameter.sizes() && tensor.dim() > 0 && parameter.dim() > 0))
    throw std::invalid_argument(std::string(what) + " " + c10::str(tensor.sizes()) + " of a parameter " + c10::str(parameter.sizes()));
}

at::Tensor gradient_of(kaya_tensor handle, const at::Tensor& parameter) {
  at::Tensor gradient = borrow(handle);
  require_like(gradient, parameter, "a gradient");
  if (!gradient.is_cpu() || gradient.scalar_type() != at::kFloat)
    throw std::invalid_argument("the fused step needs 32-bit gradients on the CPU");
  return gradient.contiguous();
}

at::Tensor slot_of(kaya_tensor handle, const at::Tensor& parameter) {
  at::Tensor slot = require_dense(handle);
  require_like(slot, parameter, "a slot");
  return slot;
}

// All parameters are checked before the first is changed.
void require_members(const kaya_step& step, int64_t count) {
  if (step.scales == nullptr) return;
  if (step.members < 1) throw std::invalid_argument("a step of " + std::to_string(step.members) + " members");
  if (count % step.members != 0) throw std::invalid_argument("a parameter does not divide by members");
}

// Calls body(offset, length, scale) over stretches that lie within one member.
template <class Body>
void for_stretches(const kaya_step& step, int64_t count, const Body& body) {
  int64_t members = step.scales == nullptr ? 1 : step.members;
  int64_t length = count / members;
  for (int64_t member = 0; member < members; member++) {
    float scale = step.scales == nullptr ? 1.0f : step.scales[member];
    at::parallel_for(0, length, grain, [&](int64_t begin, int64_t end) { body(member * length + begin, end - begin, scale); });
  }
}

// Kingma and Ba (2015), algorithm 1; decoupled decay as Loshchilov and Hutter (2019), algorithm 2.
KAYA_VECTOR void adam_stretch(const kaya_step& s, float scale, int64_t n, float* __restrict p, const float* __restrict g,
                  float* __restrict m, float* __restrict v) {
  const float b1 = s.first, b2 = s.second, c1 = 1 - s.first, c2 = 1 - s.second, epsilon = s.epsilon;
  const float rate = s.rate / s.first_correction, root = 1 / std::sqrt(s.second_correction);
  const float l2 = s.decoupled ? 0 : s.decay, shrink = s.decoupled ? 1 - s.rate * s.decay : 1;
  for (int64_t i = 0; i < n; i++) {
    float q = p[i] * shrink;
    float d = g[i] * scale + l2 * p[i];
    float mean = b1 * m[i] + c1 * d;
    float square = b2 * v[i] + c2 * d * d;
    m[i] = mean;
    v[i] = square;
    p[i] = q - rate * mean / (std::sqrt(square) * root + epsilon);
  }
}

// Momentum as Sutskever et al. (2013) in the form PyTorch states: u = momentum u + g; p -= rate u (nesterov: g + momentum u).
KAYA_VECTOR void sgd_stretch(const kaya_step& s, float scale, int64_t n, float* __restrict p, const float* __restrict g,
                             float* __restrict u) {
  const float rate = s.rate, momentum = s.first, l2 = s.decay;
  for (int64_t i = 0; i < n; i++) {
    float d = g[i] * scale + l2 * p[i];
    if (u != nullptr) {
      float velocity = momentum * u[i] + d;
      u[i] = velocity;
      d = s.nesterov ? d + momentum * velocity : velocity;
    }
    p[i] -= rate * d;
  }
}

}  // namespace
}  // namespace kaya

using namespace kaya;

int kaya_adam(const kaya_step* step, const kaya_tensor* parameters, const kaya_tensor* gradients, const kaya_tensor* means,
              const kaya_tensor* squares) {
  return guarded([&] {
    std::vector<std::array<at::Tensor, 4>> all;
    for (int i = 0; i < step->count; i++) {
      if (gradients[i] == nullptr) continue;
      at::Tensor p = require_dense(parameters[i]);
      require_members(*step, p.numel());
      all.push_back({p, slot_of(means[i], p), slot_of(squares[i], p), gradient_of(gradients[i], p)});
    }
    for (auto& [p, m, v, g] : all) {
      float *pp = p.data_ptr<float>(), *pm = m.data_ptr<float>(), *pv = v.data_ptr<float>();
      const float* pg = g.data_ptr<float>();
      for_stretches(*step, p.numel(), [&, pp, pm, pv, pg](int64_t at, int64_t n, float scale) {
        adam_stretch(*step, scale, n, pp + at, pg + at, pm + at, pv + at);
      });
    }
  });
}

int kaya_sgd(const kaya_step* step, const kaya_tensor* parameters, const kaya_tensor* gradients, const kaya_tensor* velocities) {
  return guarded([&] {
    std::vector<std::array<at::Tensor, 3>> all;
    for (int i = 0; i < step->count; i++) {
      if (gradients[i] == nullptr) continue;
      at::Tensor p = require_dense(parameters[i]);
      require_members(*step, p.numel());
      all.push_back({p, velocities == nullptr ? at::Tensor() : slot_of(velocities[i], p), gradient_of(gradients[i], p)});
    }
    for (auto& [p, u, g] : all) {
      float *pp = p.data_ptr<float>(), *pu = u.defined() ? u.data_ptr<float>() : nullptr;
      const float* pg = g.data_ptr<float>();
      for_stretches(*step, p.numel(), [&, pp, pu, pg](int64_t at, int64_t n, float scale) {
        sgd_stretch(*step, scale, n, pp + at, pg + at, pu == nullptr ? nullptr : pu + at);
      });
    }
  });
}

// Euclidean norms over all gradients, one for each member (axis 0 split into members equal parts).
int kaya_norms(const kaya_tensor* gradients, int count, int members, double* norms) {
  return guarded([&] {
    if (members < 1) throw std::invalid_argument("norms of " + std::to_string(members) + " members");
    for (int member = 0; member < members; member++) norms[member] = 0;
    for (int i = 0; i < count; i++) {
      if (gradients[i] == nullptr) continue;
      at::Tensor g = borrow(gradients[i]).to(at::kCPU, at::kFloat).contiguous();
      if (g.numel() % members != 0) throw std::invalid_argument("a gradient does not divide by members");
      int64_t length = g.numel() / members;
      const float* values = g.data_ptr<float>();
      at::parallel_for(0, members, std::max<int64_t>(1, grain / std::max<int64_t>(1, length)), [&](int64_t begin, int64_t end) {
        for (int64_t member = begin; member < end; member++) {
          // Eight sums side by side: exact enough in double, and the compiler may use vectors without reordering.
          double sums[8] = {0};
          const float* v = values + member * length;
          int64_t k = 0;
          for (; k + 8 <= length; k += 8) for (int j = 0; j < 8; j++) sums[j] += static_cast<double>(v[k + j]) * v[k + j];
          for (; k < length; k++) sums[0] += static_cast<double>(v[k]) * v[k];
          for (double sum : sums) norms[member] += sum;
        }
      });
    }
    for (int member = 0; member < members; member++) norms[member] = std::sqrt(norms[member]);
  });
}
