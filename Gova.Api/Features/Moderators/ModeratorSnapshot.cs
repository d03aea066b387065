using System.Text.Json.Nodes;

namespace Gova.Api.Features.Moderators;

/// <summary>What people can change about a moderator, flat, so that the audit log tells which members of the configuration differ.</summary>
internal static class ModeratorSnapshot
{
    public static JsonObject Of(string name, string? description, string conf)
    {
        var state = new JsonObject { ["name"] = name, ["description"] = description };
        foreach (var (member, value) in JsonNode.Parse(conf)!.AsObject())
        {
            state[$"conf.{member}"] = value?.DeepClone();
        }

        return state;
    }
}
