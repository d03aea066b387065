using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A text with values in it: resolved when the application runs, written as expressions in the manifest.</summary>
public sealed class ReferenceExpression : IValueProvider, IManifestExpressionProvider
{
    private readonly IReadOnlyList<object> _parts;

    private ReferenceExpression(IReadOnlyList<object> parts) => _parts = parts;

    public string ValueExpression =>
        string.Concat(_parts.Select(part => part is IManifestExpressionProvider value ? value.ValueExpression : (string)part));

    /// <summary>Every value that this expression is made of, including those of expressions inside it.</summary>
    internal IEnumerable<object> Values => _parts
        .Where(part => part is not string)
        .SelectMany(part => part is ReferenceExpression inner ? inner.Values : [part]);

    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => new(handler.Parts);

    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            text.Append(part is IValueProvider value ? await value.GetValueAsync(cancellationToken) : (string)part);
        }

        return text.ToString();
    }

    [InterpolatedStringHandler]
    public readonly ref struct ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        internal List<object> Parts { get; } = new(literalLength > 0 ? formattedCount * 2 : formattedCount);

        public void AppendLiteral(string value) => Parts.Add(value);

        public void AppendFormatted(string? value) => Parts.Add(value ?? "");

        public void AppendFormatted<T>(T valueProvider)
            where T : IValueProvider, IManifestExpressionProvider => Parts.Add(valueProvider);

        /// <summary>Formats: "uri" escapes the value.</summary>
        public void AppendFormatted<T>(T valueProvider, string? format)
            where T : IValueProvider, IManifestExpressionProvider =>
            Parts.Add(format == "uri" && valueProvider is ParameterResource parameter ? new UriEncoded(parameter) : valueProvider);

        public void AppendFormatted<T>(IResourceBuilder<T> valueProvider)
            where T : IResource, IValueProvider, IManifestExpressionProvider => Parts.Add(valueProvider.Resource);
    }
}

/// <summary>A parameter escaped for a URI: a resource of its own in the manifest.</summary>
internal sealed class UriEncoded(ParameterResource parameter) : IValueProvider, IManifestExpressionProvider
{
    public ParameterResource Parameter => parameter;

    public string Name => string.Create(CultureInfo.InvariantCulture, $"{parameter.Name}-uri-encoded");

    public string ValueExpression => $"{{{Name}.value}}";

    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        Uri.EscapeDataString(await parameter.GetValueAsync(cancellationToken) ?? "");
}
