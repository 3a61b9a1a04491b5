using Kaya.Core;
using Kaya.Torch;

namespace Kaya.Energy;

/// <summary>The arrays of the networks of one training set, by name; those that count networks on their first axis are named.</summary>
internal sealed record EnsembleWeights(IReadOnlyDictionary<string, StateArray> Arrays, IReadOnlySet<string> ByMember)
{
    /// <summary>Takes the networks of one set out of many: they are neighbours on the first axis of every array.</summary>
    public static EnsembleWeights Of(IReadOnlyList<(ModuleTensor Tensor, StateArray Values)> all, int set, int members)
    {
        Dictionary<string, StateArray> arrays = [];
        foreach ((ModuleTensor tensor, StateArray values) in all)
        {
            if (tensor.Members == 0)
            {
                arrays[tensor.Name] = values;
                continue;
            }

            int bytes = checked((int)(values.Bytes.Length / values.Shape[0]));
            arrays[tensor.Name] = new StateArray(values.Type, [members, .. values.Shape[1..]], values.Bytes.Slice(set * members * bytes, members * bytes));
        }

        return new EnsembleWeights(arrays, all.Where(pair => pair.Tensor.Members > 0).Select(pair => pair.Tensor.Name).ToHashSet());
    }

    /// <summary>Puts the networks of several parts side by side.</summary>
    public static EnsembleWeights Join(IReadOnlyList<EnsembleWeights> parts)
    {
        if (parts.Count == 1) return parts[0];
        Dictionary<string, StateArray> arrays = new(parts[0].Arrays);
        foreach (string name in parts[0].ByMember)
        {
            StateArray[] own = [.. parts.Select(part => part.Arrays[name])];
            arrays[name] = new StateArray(own[0].Type, [own.Sum(array => array.Shape[0]), .. own[0].Shape[1..]],
                own.SelectMany(array => array.Bytes.ToArray()).ToArray());
        }

        return parts[0] with { Arrays = arrays };
    }
}
