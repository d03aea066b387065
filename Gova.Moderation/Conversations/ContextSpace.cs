using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Gova.Moderation.Conversations;

/// <summary>Room for a context: parts are taken in as long as there is some left.</summary>
internal sealed class ContextSpace(int maxTokens)
{
    /// <summary>Escapes &lt; and &gt;, so that no text can close the element it stands in.</summary>
    private static readonly JsonSerializerOptions EscapeMarkup = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private readonly long _all = maxTokens * (long)TokenEstimate.UnitsPerToken;
    private long _left = (maxTokens * (long)TokenEstimate.UnitsPerToken) - TokenEstimate.Units("{}");

    /// <summary>The first of the items that there is room for, in their order; the first one that does not fit ends the list.</summary>
    /// <param name="share">Of all the room the most that the list may have.</param>
    public List<string> Take<T>(string list, IEnumerable<T> items, Func<T, JsonObject> write, double share)
    {
        var taken = new List<string>();
        var room = Math.Min(_left, (long)(_all * share));
        var frame = TokenEstimate.Units($"\"{list}\":[],");
        foreach (var item in items)
        {
            var json = write(item).ToJsonString(EscapeMarkup);
            var units = TokenEstimate.Units(json) + TokenEstimate.Units(",") + (taken.Count == 0 ? frame : 0);
            if (units > room)
            {
                break;
            }

            room -= units;
            _left -= units;
            taken.Add(json);
        }

        return taken;
    }

    /// <summary>One object of the lists that have something in them; null when none has.</summary>
    public static string? Write(params IEnumerable<(string Name, List<string> Items)> lists)
    {
        var written = lists.Where(list => list.Items.Count > 0).Select(list => $"\"{list.Name}\":[{string.Join(',', list.Items)}]").ToList();
        return written.Count == 0 ? null : $"{{{string.Join(',', written)}}}";
    }
}
