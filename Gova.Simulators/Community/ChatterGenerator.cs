namespace Gova.Simulators.Community;

/// <summary>An endless conversation that is the same for the same seed, whatever happens to the members meanwhile.</summary>
internal sealed class ChatterGenerator(int seed)
{
    private readonly Random random = new(seed);

    public Chatter Next()
    {
        var label = NextLabel();
        var kind = NextKind();
        return Next(label, kind);
    }

    public Chatter Next(string label, ChatterKind kind = ChatterKind.Post) =>
        new(kind, label, Text(label), random.Next(int.MaxValue), random.Next(int.MaxValue));

    public string NextLabel() => random.NextDouble() switch
    {
        < 0.80 => Label.Benign,
        < 0.88 => Label.Rude,
        < 0.93 => Label.Spam,
        < 0.97 => Label.Toxic,
        _ => Label.Evasive,
    };

    private ChatterKind NextKind() => random.NextDouble() switch
    {
        < 0.80 => ChatterKind.Post,
        < 0.95 => ChatterKind.Reply,
        < 0.98 => ChatterKind.Edit,
        < 0.987 => ChatterKind.Bot,
        < 0.994 => ChatterKind.Webhook,
        _ => ChatterKind.Direct,
    };

    private string Text(string label) => label switch
    {
        Label.Rude => Fill(ChatterTemplates.Rude),
        Label.Spam => Fill(ChatterTemplates.Spam),
        Label.Toxic => Fill(ChatterTemplates.Toxic),
        Label.Evasive => $"{Pick(ChatterTemplates.EvasiveOpenings)} {Disguise.Apply(Pick(ChatterTemplates.EvasiveWords), random)}{Pick(ChatterTemplates.EvasiveEndings)}",
        _ => Fill(ChatterTemplates.Benign),
    };

    private string Fill(string[] templates)
    {
        var text = Pick(templates);
        foreach (var (slot, words) in ChatterTemplates.Slots)
        {
            while (text.IndexOf(slot, StringComparison.Ordinal) is >= 0 and var at)
            {
                text = string.Concat(text.AsSpan(0, at), Pick(words), text.AsSpan(at + slot.Length));
            }
        }

        return text;
    }

    private string Pick(string[] choices) => choices[random.Next(choices.Length)];
}
