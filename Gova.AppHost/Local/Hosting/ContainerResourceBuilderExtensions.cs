namespace Aspire.Hosting;

public static class ContainerResourceBuilderExtensions
{
    /// <summary>The image that stands in the manifest.</summary>
    public static IResourceBuilder<T> WithImage<T>(this IResourceBuilder<T> builder, string image, string? tag = null)
        where T : ContainerResource
    {
        builder.Resource.Image = $"{ContainerResource.Registry}/{image}:{tag ?? "latest"}";
        return builder;
    }

    internal static IResourceBuilder<T> AddDataVolume<T>(this IResourceBuilder<T> builder, string? name, bool isReadOnly)
        where T : ContainerResource
    {
        builder.Resource.Volumes.Add(new(name ?? $"gova-{builder.Resource.Name}-data", builder.Resource.DataFolder, isReadOnly));
        return builder;
    }
}
