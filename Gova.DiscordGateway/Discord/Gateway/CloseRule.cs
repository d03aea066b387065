namespace Gova.DiscordGateway.Discord.Gateway;

/// <summary>What to do after a connection ended.</summary>
internal enum NextStep
{
    Resume,
    NewSession,
    Stop,
}

/// <summary>Close codes by Discord's rule: https://discord.com/developers/docs/topics/opcodes-and-status-codes.</summary>
internal static class CloseRule
{
    /// <param name="code">Null when the connection was lost without a close.</param>
    public static NextStep For(int? code) => code switch
    {
        4004 or (>= 4010 and <= 4014) => NextStep.Stop,
        // 4006 is undocumented now; compatible servers still say so of a session that they no longer know.
        4006 or 4007 or 4009 => NextStep.NewSession,
        _ => NextStep.Resume,
    };

    /// <summary>Why Discord will not have this bot, and what to change.</summary>
    public static string Explain(int code) => code switch
    {
        4004 => "Discord does not accept the bot token: check Discord:Token.",
        4010 => "Discord rejects the shard (4010).",
        4011 => "The bot is in so many servers that Discord requires sharding (4011).",
        4012 => "Discord no longer serves this gateway version (4012): check Discord:ApiBaseUrl.",
        4013 => "Discord rejects the intents as invalid (4013).",
        4014 => "The bot lacks a privileged intent (4014): switch on Message Content Intent for it in Discord's developer portal.",
        _ => $"Discord closed the gateway for good ({code}).",
    };
}

/// <summary>Discord will not have this bot: trying again would not help.</summary>
internal sealed class GatewayRefusedException(string message) : Exception(message);
