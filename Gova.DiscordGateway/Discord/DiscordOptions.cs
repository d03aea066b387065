using Gova.DiscordGateway.Discord.Gateway;
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

    /// <summary>Where people's clients show messages: server, channel and message id are appended.</summary>
    public string MessageLinkBase { get; set; } = "https://discord.com/channels";

    public ShardOptions Shards { get; set; } = new();

    /// <summary>Discord's limit over all calls: 50, more for the largest bots. Processes that share a token share it too.</summary>
    public int CallsPerSecond { get; set; } = 50;

    /// <summary>Refused calls in ten minutes after which nothing more is sent; at 10,000 Discord bans the address.</summary>
    public int MaxRefusedCalls { get; set; } = 5_000;

    /// <summary>Which of the bot's shards this process runs; without a count all that Discord advises.</summary>
    internal sealed class ShardOptions
    {
        /// <summary>Shards of the bot over all processes; 0 asks Discord.</summary>
        public int Count { get; set; }

        /// <summary>The first one of this process.</summary>
        public int First { get; set; }

        /// <summary>The last one of this process; by default the bot's last.</summary>
        public int? Last { get; set; }

        /// <summary>Whether the gateway tells this process of the guild; if not, another one is told.</summary>
        public bool Have(long guildId) =>
            Count == 0 || (Shard.IdFor(guildId, Count) is var id && id >= First && id <= (Last ?? Count - 1));
    }

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

            if (options.Shards is not { Count: 0, First: 0, Last: null }
                && !(options.Shards.First >= 0 && options.Shards.First <= (options.Shards.Last ?? options.Shards.Count - 1)
                    && (options.Shards.Last ?? 0) < options.Shards.Count))
            {
                problems.Add("Discord:Shards must be a Count with a range First to Last from 0 to Count - 1, or nothing.");
            }

            if (options.CallsPerSecond < 1 || options.MaxRefusedCalls is < 1 or > 9_000)
            {
                problems.Add("Discord:CallsPerSecond must be at least 1, Discord:MaxRefusedCalls 1 to 9000.");
            }

            if (!Uri.TryCreate(options.MessageLinkBase, UriKind.Absolute, out var links) || links.Scheme is not ("http" or "https"))
            {
                problems.Add("Discord:MessageLinkBase must be a web address.");
            }

            return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }
    }
}
