using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that is configured, generated, or asked for when the application is deployed.</summary>
public sealed class ParameterResource : Resource, IValueProvider, IManifestExpressionProvider
{
    private readonly Lazy<string> _value;

    internal ParameterResource(string name, bool secret, Func<string> value, GenerateParameterDefault? generated = null)
        : base(name) => (Secret, _value, Generated) = (secret, new Lazy<string>(value), generated);

    public bool Secret { get; }

    public string ValueExpression => $"{{{Name}.value}}";

    internal GenerateParameterDefault? Generated { get; }

    /// <summary>The manifest also says where a connection string comes from that was configured.</summary>
    internal bool IsConnectionString { get; init; }

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(_value.Value);
}

public abstract class ParameterDefault
{
    public abstract string GetDefaultValue();
}

/// <summary>A random value of a given make.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    private const int FallbackLength = 22;

    public int MinLength { get; set; }

    public bool Lower { get; set; } = true;

    public bool Upper { get; set; } = true;

    public bool Numeric { get; set; } = true;

    public bool Special { get; set; } = true;

    public override string GetDefaultValue()
    {
        var alphabet = (Lower ? "abcdefghjkmnpqrstuvwxyz" : "") + (Upper ? "ABCDEFGHJKMNPQRSTUVWXYZ" : "")
            + (Numeric ? "0123456789" : "") + (Special ? "-_.~" : "");
        return RandomNumberGenerator.GetString(alphabet, MinLength > 0 ? MinLength : FallbackLength);
    }
}
