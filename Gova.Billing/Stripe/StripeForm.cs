using System.Collections;
using System.Globalization;
using System.Text;

namespace Gova.Billing.Stripe;

/// <summary>
/// Parameters of a call. Values are text, numbers, booleans, moments, further parameters or lists of them; null leaves one out, and
/// an empty text unsets it at Stripe.
/// </summary>
internal sealed class StripeParameters() : Dictionary<string, object?>(StringComparer.Ordinal);

/// <summary>Form encoding as Stripe reads it: <c>a[b][0][c]=…</c>, moments as Unix seconds.</summary>
internal static class StripeForm
{
    public static string Encode(StripeParameters? parameters)
    {
        var form = new StringBuilder();
        foreach (var (name, value) in parameters ?? [])
        {
            Add(form, name, value);
        }

        return form.ToString();
    }

    private static void Add(StringBuilder form, string name, object? value)
    {
        switch (value)
        {
            case null:
                return;
            case StripeParameters members:
                foreach (var (member, inner) in members)
                {
                    Add(form, $"{name}[{member}]", inner);
                }

                return;
            case IEnumerable items and not string:
                var index = 0;
                foreach (var item in items)
                {
                    Add(form, string.Create(CultureInfo.InvariantCulture, $"{name}[{index++}]"), item);
                }

                return;
            default:
                form.Append(form.Length == 0 ? "" : "&").Append(Escape(name)).Append('=').Append(Uri.EscapeDataString(Text(value)));
                return;
        }
    }

    private static string Text(object value) => value switch
    {
        string text => text,
        bool truth => truth ? "true" : "false",
        DateTimeOffset moment => moment.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        Guid id => id.ToString(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"{value.GetType().Name} is no parameter.", nameof(value)),
    };

    // Brackets may stand as they are, which people can read.
    private static string Escape(string name) =>
        Uri.EscapeDataString(name).Replace("%5B", "[", StringComparison.Ordinal).Replace("%5D", "]", StringComparison.Ordinal);
}
