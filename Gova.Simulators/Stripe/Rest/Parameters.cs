using System.Globalization;
using Microsoft.AspNetCore.Http.Features;

namespace Gova.Simulators.Stripe.Rest;

/// <summary>
/// A request's parameters, refused in Stripe's words when they do not fit. An endpoint reads all it knows and then calls
/// <see cref="Close"/>, which refuses the rest, before it changes anything.
/// </summary>
internal sealed class Parameters(FormNode node, string path = "")
{
    private readonly HashSet<string> _read = [];
    private readonly List<Parameters> _nested = [];

    /// <summary>What the answer is to hold whole instead of as an id.</summary>
    public IReadOnlyList<string> Expand { get; private set; } = [];

    public bool Closed { get; private set; }

    public static ValueTask<Parameters> BindAsync(HttpContext context) =>
        ValueTask.FromResult(new Parameters(context.Features.GetRequiredFeature<StripeCall>().Form));

    public bool Has(string name) => node.Find(name) is not null;

    public bool IsObject(string name) => node.Find(name)?.Children.Count > 0;

    /// <summary>Null when it is absent; empty only when it is to be unset.</summary>
    public string? Unsettable(string name)
    {
        _read.Add(name);
        return node.Find(name) switch
        {
            null => null,
            { Children.Count: > 0 } => throw StripeException.Invalid("Invalid string: must be a string", Path(name)),
            var found => found.Value ?? "",
        };
    }

    public string? Text(string name, int most = 5_000) => Unsettable(name) switch
    {
        "" => throw StripeException.Empty(Path(name)),
        { } text when text.Length > most => throw StripeException.Invalid($"Invalid string: {text[..10]}...; must be at most {most} characters", Path(name), "parameter_invalid_string"),
        var text => text,
    };

    public string Required(string name) => Text(name) ?? throw StripeException.Missing(Path(name));

    public bool? Flag(string name) => Text(name) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        var other => throw StripeException.Invalid($"Invalid boolean: {other}", Path(name), "parameter_invalid_boolean"),
    };

    public long? Integer(string name, long least = 0, long most = long.MaxValue)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            throw StripeException.Invalid($"Invalid integer: {text}", Path(name), "parameter_invalid_integer");
        }

        return number >= least && number <= most
            ? number
            : throw StripeException.Invalid($"This value must be greater than or equal to {least} (and at most {most}).", Path(name), "parameter_invalid_integer");
    }

    public DateTimeOffset? Time(string name) => Integer(name, most: 253_402_300_799) is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    public string? Choice(string name, params string[] choices) => Text(name) switch
    {
        { } text when !choices.Contains(text) =>
            throw StripeException.Invalid($"Invalid {name}: must be one of {string.Join(", ", choices)}", Path(name)),
        var text => text,
    };

    public Parameters? Object(string name)
    {
        _read.Add(name);
        return node.Find(name) switch
        {
            null => null,
            { Value: not null } => throw StripeException.Invalid("Invalid object", Path(name)),
            var found => Nest(found, Path(name)),
        };
    }

    public IReadOnlyList<Parameters> List(string name)
    {
        _read.Add(name);
        return node.Find(name) is not { } list ? []
            : list.Value is null && list.Children.Keys.All(key => int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? [.. list.Children.Select(child => Nest(child.Value, $"{Path(name)}[{child.Key}]"))]
            : throw StripeException.Invalid("Invalid array", Path(name));
    }

    public IReadOnlyList<string> Texts(string name)
    {
        _read.Add(name);
        return node.Find(name) is not { } list ? []
            : list.Value is null && list.Children.Values.All(child => child.Value is { Length: > 0 })
            ? [.. list.Children.Values.Select(child => child.Value!)]
            : throw StripeException.Invalid("Invalid array", Path(name));
    }

    /// <summary>Merged into what is there: an empty value takes a key away, and an empty whole takes all.</summary>
    public Dictionary<string, string>? Metadata(IReadOnlyDictionary<string, string> present)
    {
        const string Name = "metadata";
        _read.Add(Name);
        if (node.Find(Name) is not { } given)
        {
            return null;
        }

        if (given.Value is { } value)
        {
            return value.Length == 0 ? [] : throw StripeException.Invalid("Invalid hash", Path(Name));
        }

        var merged = new Dictionary<string, string>(present);
        foreach (var (key, child) in given.Children)
        {
            if (child.Value is not { Length: <= 500 } text || key.Length > 40)
            {
                throw StripeException.Invalid("Metadata keys can have up to 40 characters, and values, which are strings, up to 500.", $"{Path(Name)}[{key}]");
            }

            if (text.Length == 0)
            {
                merged.Remove(key);
            }
            else
            {
                merged[key] = text;
            }
        }

        return merged.Count <= 50 ? merged : throw StripeException.Invalid("You can have up to 50 metadata keys.", Path(Name));
    }

    /// <summary>Refuses what nobody has read.</summary>
    public void Close()
    {
        Expand = path.Length == 0 ? Texts("expand") : [];
        if (node.Children.Keys.FirstOrDefault(name => !_read.Contains(name)) is { } unknown)
        {
            throw StripeException.UnknownParameter(Path(unknown));
        }

        _nested.ForEach(nested => nested.Close());
        Closed = true;
    }

    public string Path(string name) => path.Length == 0 ? name : $"{path}[{name}]";

    private Parameters Nest(FormNode child, string at)
    {
        var nested = new Parameters(child, at);
        _nested.Add(nested);
        return nested;
    }
}
