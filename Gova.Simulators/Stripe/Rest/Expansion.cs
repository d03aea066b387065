using System.Text.Json.Nodes;
using Gova.Simulators.Stripe.Json;
using Gova.Simulators.Stripe.World;

namespace Gova.Simulators.Stripe.Rest;

/// <summary>Puts whole objects in the place of ids, as <c>expand[]</c> asks: <c>latest_invoice</c>, <c>data.customer</c>.</summary>
internal sealed class Expansion(StripeWorld world, ObjectWriter objects)
{
    private const int MostLevels = 4;

    public void Apply(JsonObject answer, IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
        {
            var parts = path.Split('.');
            if (parts.Length > MostLevels)
            {
                throw StripeException.Invalid($"You cannot expand more than {MostLevels} levels of a property: {path}", "expand");
            }

            lock (world.Gate)
            {
                Apply(answer, parts, path);
            }
        }
    }

    private void Apply(JsonNode? node, ReadOnlySpan<string> parts, string path)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                Apply(item, parts, path);
            }

            return;
        }

        if (parts.IsEmpty || node is not JsonObject data)
        {
            return;
        }

        if (!data.TryGetPropertyValue(parts[0], out var found))
        {
            throw NotExpandable(path);
        }

        if (found is JsonValue value && value.GetValueKind() is System.Text.Json.JsonValueKind.String)
        {
            data[parts[0]] = found = objects.Find((string)value!) ?? throw NotExpandable(path);
        }

        Apply(found, parts[1..], path);
    }

    private static StripeException NotExpandable(string path) =>
        StripeException.Invalid($"This property cannot be expanded ({path}). You may want to try expanding 'data.{path}' for a list.", "expand");
}
