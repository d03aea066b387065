namespace Gova.Simulators.Community;

/// <summary>What a message was meant to be.</summary>
internal static class Label
{
    public const string Benign = "benign";
    public const string Rude = "rude";
    public const string Spam = "spam";
    public const string Toxic = "toxic";
    public const string Evasive = "evasive";

    public static readonly string[] All = [Benign, Rude, Spam, Toxic, Evasive];
}

internal enum ChatterKind
{
    Post,
    Reply,
    Edit,
    Bot,
    Webhook,
    Direct,
}

/// <summary>One thing said. Who and where are picks, to be brought into the range of those who can.</summary>
internal sealed record Chatter(ChatterKind Kind, string Label, string Text, int AuthorPick, int ChannelPick);
