using System.Runtime.InteropServices;

namespace Kaya.Geo.Gdal;

/// <summary>A native object that is freed once, by its own function.</summary>
internal abstract class GdalObject : SafeHandle
{
    protected GdalObject(nint native) : base(0, ownsHandle: true)
    {
        SetHandle(native);
        if (native != 0) GdalLibrary.Ledger.Add();
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The pointer, for a call while this object is alive.</summary>
    public nint Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return handle;
        }
    }

    /// <summary>Forgets it without freeing it, where the library cannot free it without harm.</summary>
    public void Abandon()
    {
        GdalLibrary.Ledger.Remove();
        SetHandleAsInvalid();
    }

    /// <summary>Calls the function that frees it.</summary>
    protected abstract void Free(nint native);

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        Free(handle);
        GdalLibrary.Ledger.Remove();
        return true;
    }
}

/// <summary>An open file.</summary>
internal sealed class DatasetHandle(nint native) : GdalObject(native)
{
    protected override void Free(nint native) => GdalNative.GDALClose(native);
}

/// <summary>A coordinate system.</summary>
internal sealed class SystemHandle(nint native) : GdalObject(native)
{
    protected override void Free(nint native) => GdalNative.OSRDestroySpatialReference(native);
}

/// <summary>A transformation between two coordinate systems.</summary>
internal sealed class TransformationHandle(nint native) : GdalObject(native)
{
    protected override void Free(nint native) => GdalNative.OCTDestroyCoordinateTransformation(native);
}

/// <summary>A feature of a layer.</summary>
internal sealed class FeatureHandle(nint native) : GdalObject(native)
{
    protected override void Free(nint native) => GdalNative.OGR_F_Destroy(native);
}

/// <summary>A group of arrays.</summary>
internal sealed class GroupHandle(nint native) : GdalObject(native)
{
    protected override void Free(nint native) => GdalNative.GDALGroupRelease(native);
}

/// <summary>A multidimensional array.</summary>
internal sealed class ArrayHandle(nint native) : GdalObject(native)
{
    protected override void Free(nint native) => GdalNative.GDALMDArrayRelease(native);
}

/// <summary>A dimension.</summary>
internal sealed class DimensionHandle(nint native) : GdalObject(native)
{
    protected override void Free(nint native) => GdalNative.GDALDimensionRelease(native);
}

/// <summary>A data type.</summary>
internal sealed class TypeHandle(nint native) : GdalObject(native)
{
    protected override void Free(nint native) => GdalNative.GDALExtendedDataTypeRelease(native);
}

/// <summary>An attribute.</summary>
internal sealed class AttributeHandle(nint native) : GdalObject(native)
{
    protected override void Free(nint native) => GdalNative.GDALAttributeRelease(native);
}
