using System.Text.Json;
using Gova.Api.Http;
using Gova.Moderation.Policy;

namespace Gova.Api.Features.Moderators;

/// <summary>Reads a configuration that somebody sends.</summary>
internal static class ConfigurationInput
{
    /// <summary>The configuration; null with at least one error.</summary>
    public static ModeratorConfiguration? Read(JsonElement? conf, FieldErrors errors)
    {
        if (conf is null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined })
        {
            errors.Add("conf", "is required");
            return null;
        }

        var configuration = ModeratorConfiguration.Parse(conf.Value.GetRawText(), out var problems);
        foreach (var problem in problems)
        {
            var parts = problem.Split(": ", 2);
            errors.Add(parts[0], parts[1]);
        }

        return configuration;
    }
}
