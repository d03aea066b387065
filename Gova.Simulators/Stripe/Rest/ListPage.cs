using System.Text.Json.Nodes;
using Gova.Simulators.Stripe.World;

namespace Gova.Simulators.Stripe.Rest;

/// <summary>Which part of a list was asked for.</summary>
internal sealed record ListPage(int Limit, string? After, string? Before, DateRange? Created)
{
    public static ListPage Read(Parameters parameters, bool created = true) => new(
        (int?)parameters.Integer("limit", 1, 100) ?? 10,
        parameters.Text("starting_after"),
        parameters.Text("ending_before"),
        created ? DateRange.Read(parameters, "created") : null);

    /// <param name="things">In the order of their creation; the answer has the newest first.</param>
    public JsonObject Write<T>(IEnumerable<T> things, string url, Func<T, JsonObject> write)
        where T : class, IStripeObject
    {
        var all = things.Reverse().Where(thing => Created?.Holds(thing.Created) != false).ToList();
        List<T> page;
        bool more;
        if (Before is null)
        {
            var start = After is null ? 0 : Place(all, After, "starting_after") + 1;
            page = all.Skip(start).Take(Limit).ToList();
            more = all.Count > start + page.Count;
        }
        else
        {
            var end = Place(all, Before, "ending_before");
            page = all.Take(end).TakeLast(Limit).ToList();
            more = end > page.Count;
        }

        return Of(page.Select(write), url, more);
    }

    public static JsonObject Of(IEnumerable<JsonObject> data, string url, bool more = false) => new()
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. data]),
        ["has_more"] = more,
        ["url"] = url,
    };

    private static int Place<T>(List<T> all, string id, string param)
        where T : class, IStripeObject =>
        all.FindIndex(thing => thing.Id == id) is >= 0 and var place ? place : throw StripeException.NoSuch("object", id, param);
}

/// <summary>A moment, or what lies between two.</summary>
internal sealed record DateRange(DateTimeOffset? Since, DateTimeOffset? After, DateTimeOffset? Until, DateTimeOffset? Before)
{
    public static DateRange? Read(Parameters parameters, string name)
    {
        if (!parameters.IsObject(name))
        {
            return parameters.Time(name) is { } at ? new DateRange(at, null, at, null) : null;
        }

        var range = parameters.Object(name)!;
        return new DateRange(range.Time("gte"), range.Time("gt"), range.Time("lte"), range.Time("lt"));
    }

    public bool Holds(DateTimeOffset time) => !(time < Since || time <= After || time > Until || time >= Before);
}
