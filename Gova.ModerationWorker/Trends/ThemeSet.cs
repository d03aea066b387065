using Gova.Data.Trends;
using Gova.Data.Vectors;

namespace Gova.ModerationWorker.Trends;

/// <summary>
/// One community's themes, found as messages come: each joins the nearest theme that is near enough, or begins one. When there
/// are too many, the one that has been quiet longest goes.
/// </summary>
internal sealed class ThemeSet(Guid moderatorId, IEnumerable<TrendCluster> stored)
{
    public const int MaxThemes = 100;

    /// <summary>Cosine from which a message belongs to a theme.</summary>
    public const float Near = 0.45f;

    private readonly List<Theme> _themes = [.. stored.Select(cluster => new Theme(cluster))];
    private readonly HashSet<Theme> _changed = [];
    private readonly List<Guid> _dropped = [];

    public IReadOnlyCollection<Theme> Changed => _changed;

    /// <summary>Themes that went, with their members.</summary>
    public IReadOnlyCollection<Guid> Dropped => _dropped;

    /// <returns>The theme that took the message, and how near it was.</returns>
    public (Theme Theme, float Similarity) Add(Embedding embedding, DateTimeOffset at)
    {
        var vector = Theme.Vector(embedding);
        var (theme, similarity) = (default(Theme), Near);
        foreach (var candidate in _themes)
        {
            var near = candidate.Similarity(vector);
            (theme, similarity) = near >= similarity ? (candidate, near) : (theme, similarity);
        }

        if (theme is null)
        {
            (theme, similarity) = (Begin(embedding, at), 1);
        }

        theme.Join(vector, at);
        _changed.Add(theme);
        return (theme, similarity);
    }

    private Theme Begin(Embedding embedding, DateTimeOffset at)
    {
        if (_themes.Count >= MaxThemes)
        {
            var quietest = _themes.MinBy(theme => theme.LastSeenAt)!;
            _themes.Remove(quietest);
            _changed.Remove(quietest);
            _dropped.Add(quietest.Stored.ClusterId);
        }

        var theme = new Theme(new TrendCluster
        {
            ClusterId = Guid.CreateVersion7(at), ModeratorId = moderatorId, Centroid = embedding, Size = 0, FirstSeenAt = at, LastSeenAt = at,
        });
        _themes.Add(theme);
        return theme;
    }
}
