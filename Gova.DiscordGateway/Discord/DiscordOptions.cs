using Microsoft.Extensions.Options;

namespace Gova.DiscordGateway.Discord;

/// <summary>Section <c>Discord</c>.</summary>
internal sealed class DiscordOptions
{
    public const string Section = "Discord";

    /// <summary>The bot's token: opaque, sent and never shown.</summary>
    public string Token { get; set; } = "";

    /// <summary>REST base including the version; plain http only for loopback.</summary>
    public string ApiBaseUrl { get; set; } = "https://discord.com/api/v10";

    internal sealed class Validator : IValidateOptions<DiscordOptions>
    {
        public ValidateOptionsResult Validate(string? name, DiscordOptions options)
        {
            var problems = new List<string>();
            if (string.IsNullOrWhiteSpace(options.Token))
            {
                problems.Add("Discord:Token is missing: set it to the bot's token.");
            }
            else if (options.Token.Any(c => c is <= ' ' or > '~'))
            {
                problems.Add("Discord:Token holds spaces or other characters that no bot token has.");
            }

            if (!Uri.TryCreate(options.ApiBaseUrl, UriKind.Absolute, out var url)
                || url.Scheme is not ("http" or "https") || !TransportSecurity.IsEnough(url))
            {
                problems.Add("Discord:ApiBaseUrl must be an https address (plain http is for this machine only).");
            }

            return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }
    }
}
