using System.Text.Json.Nodes;
using Gova.Billing.Stripe;

namespace Gova.Tests.Billing.Stripe;

public sealed class StripeFormTests
{
    private const int Cases = 1_000;
    private const string Letters = "ab [].&=+%é€\n_7";

    [Fact]
    public void What_Stripe_documents_is_what_is_written()
    {
        var form = new StripeParameters
        {
            ["mode"] = "subscription",
            ["line_items"] = new[] { new StripeParameters { ["price"] = "price_1", ["quantity"] = 1 } },
            ["expires_at"] = DateTimeOffset.FromUnixTimeSeconds(1732190400),
            ["metadata"] = new StripeParameters { ["user id"] = "Zoë & Co" },
            ["allow_promotion_codes"] = true,
            ["trial_period_days"] = null,
            ["coupon"] = "",
        };

        Assert.Equal(
            "mode=subscription&line_items[0][price]=price_1&line_items[0][quantity]=1&expires_at=1732190400"
                + "&metadata[user%20id]=Zo%C3%AB%20%26%20Co&allow_promotion_codes=true&coupon=",
            StripeForm.Encode(form));
        Assert.Equal("", StripeForm.Encode(null));
    }

    [Fact]
    public void What_is_no_parameter_is_told() =>
        Assert.Throws<ArgumentException>(() => StripeForm.Encode(new() { ["a"] = new object() }));

    [Fact]
    public void Whatever_is_written_is_read_as_it_was()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            var expected = new JsonObject();
            var form = StripeForm.Encode(Parameters(random, expected, depth: 0));

            var read = Decode(form);

            Assert.True(JsonNode.DeepEquals(Normal(expected), read), $"Seed {seed}: {form}\nis read as {read}\nand not {Normal(expected)}");
        }
    }

    private static StripeParameters Parameters(Random random, JsonObject expected, int depth)
    {
        var parameters = new StripeParameters();
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            // A name with brackets in it is none that Stripe has.
            var name = $"{Text(random).Replace('[', '-').Replace(']', '-')}n{i}";
            (parameters[name], expected[name]) = Value(random, depth);
        }

        return parameters;
    }

    private static (object? Value, JsonNode? Expected) Value(Random random, int depth)
    {
        switch (depth < 3 ? random.Next(8) : random.Next(6))
        {
            case 0:
                return (null, null);
            case 1:
                return random.Next(2) == 0 ? (true, "true") : (false, "false");
            case 2:
                var number = random.NextInt64();
                return (number, $"{number}");
            case 3:
                var moment = DateTimeOffset.FromUnixTimeSeconds(random.Next());
                return (moment, $"{moment.ToUnixTimeSeconds()}");
            case 4 or 5:
                var text = Text(random);
                return (text, text);
            case 6:
                var members = new JsonObject();
                return (Parameters(random, members, depth + 1), members);
            default:
                var items = Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
                {
                    var item = new JsonObject();
                    return (Value: Parameters(random, item, depth + 1), Expected: item);
                }).ToList();
                return (items.Select(i => i.Value).ToList(), new JsonObject(items.Select((i, index) => KeyValuePair.Create<string, JsonNode?>($"{index}", i.Expected))));
        }
    }

    private static string Text(Random random) => new([.. Enumerable.Range(0, random.Next(6)).Select(_ => Letters[random.Next(Letters.Length)])]);

    /// <summary>As a form says it: what is left out, and what holds nothing, is not there.</summary>
    private static JsonObject Normal(JsonObject node) => new(node
        .Select(member => KeyValuePair.Create(member.Key, member.Value is JsonObject inner ? Normal(inner) : member.Value?.DeepClone()))
        .Where(member => member.Value is not null and not JsonObject { Count: 0 }));

    /// <summary>A decoder of its own: percent signs, brackets, and nothing else; lists by their indices.</summary>
    private static JsonObject Decode(string form)
    {
        var root = new JsonObject();
        foreach (var pair in form.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var end = pair.IndexOf('=', StringComparison.Ordinal);
            var path = pair[..end].Replace("]", "", StringComparison.Ordinal).Split('[').Select(Uri.UnescapeDataString).ToArray();
            var node = root;
            foreach (var part in path[..^1])
            {
                node = (JsonObject)(node[part] ??= new JsonObject());
            }

            Assert.False(node.ContainsKey(path[^1]), $"{pair} is there twice");
            node[path[^1]] = Uri.UnescapeDataString(pair[(end + 1)..]);
        }

        return root;
    }
}
