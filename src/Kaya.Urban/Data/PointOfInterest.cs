using System.Runtime.InteropServices;

namespace Kaya.Urban;

/// <summary>A point of interest in its cell.</summary>
/// <param name="Row">Place from the upper edge of the cell, in 1/65536 of its height; 0 where only counts are known.</param>
/// <param name="Column">Place from the left edge of the cell, in 1/65536 of its width; 0 where only counts are known.</param>
/// <param name="Category">Category from 0.</param>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public readonly record struct PointOfInterest(ushort Row, ushort Column, ushort Category);
