namespace Kaya.Torch;

/// <summary>The operators of libtorch that tensors use, by the names of its schema.</summary>
internal static class Operators
{
    internal static readonly Operator Add = new("aten::add", "Tensor"), AddNumber = new("aten::add", "Scalar");
    internal static readonly Operator Subtract = new("aten::sub", "Tensor"), SubtractNumber = new("aten::sub", "Scalar");
    internal static readonly Operator SubtractFrom = new("aten::rsub", "Scalar");
    internal static readonly Operator Multiply = new("aten::mul", "Tensor"), MultiplyNumber = new("aten::mul", "Scalar");
    internal static readonly Operator Divide = new("aten::div", "Tensor"), DivideNumber = new("aten::div", "Scalar");
    internal static readonly Operator Negate = new("aten::neg"), Power = new("aten::pow", "Tensor_Scalar");
    internal static readonly Operator Maximum = new("aten::maximum"), Minimum = new("aten::minimum");
    internal static readonly Operator MatrixProduct = new("aten::matmul"), BatchProduct = new("aten::baddbmm");
    internal static readonly Operator Linear = new("aten::linear"), QrDecomposition = new("aten::linalg_qr");
    internal static readonly Operator Exponential = new("aten::exp"), Logarithm = new("aten::log"), Logarithm1P = new("aten::log1p");
    internal static readonly Operator SquareRoot = new("aten::sqrt"), Absolute = new("aten::abs"), Square = new("aten::square");
    internal static readonly Operator SortStable = new("aten::sort", "stable");
    internal static readonly Operator Clamp = new("aten::clamp"), Reciprocal = new("aten::reciprocal");
    internal static readonly Operator Relu = new("aten::relu"), ReluInPlace = new("aten::relu_"), Gelu = new("aten::gelu"),
        Silu = new("aten::silu");
    internal static readonly Operator Sigmoid = new("aten::sigmoid"), Tanh = new("aten::tanh"), Softplus = new("aten::softplus");
    internal static readonly Operator LeakyRelu = new("aten::leaky_relu"), PRelu = new("aten::prelu");
    internal static readonly Operator Softmax = new("aten::softmax", "int"), LogSoftmax = new("aten::log_softmax", "int");
    internal static readonly Operator SumAll = new("aten::sum"), Sum = new("aten::sum", "dim_IntList");
    internal static readonly Operator MeanAll = new("aten::mean"), Mean = new("aten::mean", "dim");
    internal static readonly Operator MaximumAll = new("aten::max"), MaximumAlong = new("aten::amax");
    internal static readonly Operator MinimumAll = new("aten::min"), MinimumAlong = new("aten::amin");
    internal static readonly Operator ArgumentMaximum = new("aten::argmax"), Norm = new("aten::linalg_vector_norm");
    internal static readonly Operator CumulativeSum = new("aten::cumsum"), LogSumExp = new("aten::logsumexp");
    internal static readonly Operator Concatenate = new("aten::cat"), Stack = new("aten::stack");
    internal static readonly Operator Slice = new("aten::slice", "Tensor"), Select = new("aten::select", "int");
    internal static readonly Operator Unbind = new("aten::unbind", "int"), Split = new("aten::split_with_sizes");
    internal static readonly Operator IndexSelect = new("aten::index_select"), Gather = new("aten::gather");
    internal static readonly Operator Reshape = new("aten::reshape"), Transpose = new("aten::transpose", "int");
    internal static readonly Operator Permute = new("aten::permute"), Expand = new("aten::expand"), Unfold = new("aten::unfold");
    internal static readonly Operator Unsqueeze = new("aten::unsqueeze"), Squeeze = new("aten::squeeze", "dim");
    internal static readonly Operator Contiguous = new("aten::contiguous"), Clone = new("aten::clone"), Flip = new("aten::flip");
    internal static readonly Operator Detach = new("aten::detach"), Pad = new("aten::constant_pad_nd");
    internal static readonly Operator ToType = new("aten::to", "dtype"), ToDevice = new("aten::to", "device");
    internal static readonly Operator Where = new("aten::where", "self"), LogicalNot = new("aten::logical_not");
    internal static readonly Operator GreaterNumber = new("aten::gt", "Scalar"), Greater = new("aten::gt", "Tensor");
    internal static readonly Operator LessNumber = new("aten::lt", "Scalar"), Less = new("aten::lt", "Tensor");
    internal static readonly Operator EqualNumber = new("aten::eq", "Scalar");
    internal static readonly Operator Fill = new("aten::fill_", "Scalar"), Copy = new("aten::copy_");
    internal static readonly Operator Conv1d = new("aten::conv1d"), Conv2d = new("aten::conv2d");
    internal static readonly Operator ConvTranspose2d = new("aten::conv_transpose2d", "input");
    internal static readonly Operator BatchNorm = new("aten::batch_norm"), LayerNorm = new("aten::layer_norm");
    internal static readonly Operator MaxPool1d = new("aten::max_pool1d"), MaxPool2d = new("aten::max_pool2d");
    internal static readonly Operator AveragePool2d = new("aten::avg_pool2d");
    internal static readonly Operator AdaptiveAveragePool2d = new("aten::adaptive_avg_pool2d");
    internal static readonly Operator AdaptiveMaxPool2d = new("aten::adaptive_max_pool2d");
    internal static readonly Operator InterpolateNearest = new("aten::upsample_nearest2d");
    internal static readonly Operator InterpolateBilinear = new("aten::upsample_bilinear2d");
    internal static readonly Operator InterpolateBicubic = new("aten::upsample_bicubic2d");
    internal static readonly Operator Embedding = new("aten::embedding"), Lstm = new("aten::lstm", "input");
    internal static readonly Operator SquaredLoss = new("aten::mse_loss"), AbsoluteLoss = new("aten::l1_loss");
    internal static readonly Operator SmoothLoss = new("aten::smooth_l1_loss");
    internal static readonly Operator BinaryLoss = new("aten::binary_cross_entropy_with_logits");
    internal static readonly Operator ForeachMultiply = new("aten::_foreach_mul_", "Scalar");
    internal static readonly Operator ForeachAdd = new("aten::_foreach_add_", "List");
    internal static readonly Operator ForeachAddProduct = new("aten::_foreach_addcmul_", "Scalar");
    internal static readonly Operator ForeachAddQuotient = new("aten::_foreach_addcdiv_", "Scalar");
    internal static readonly Operator ForeachSquareRoot = new("aten::_foreach_sqrt");
    internal static readonly Operator ForeachDivide = new("aten::_foreach_div_", "Scalar");
    internal static readonly Operator ForeachAddNumber = new("aten::_foreach_add_", "Scalar");
}
