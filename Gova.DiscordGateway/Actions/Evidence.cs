namespace Gova.DiscordGateway.Actions;

/// <summary>What Discord's state shows about an interrupted action.</summary>
internal enum Evidence
{
    Done,
    NotDone,
    Undecidable,
}
