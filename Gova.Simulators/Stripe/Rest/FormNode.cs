using Microsoft.AspNetCore.WebUtilities;

namespace Gova.Simulators.Stripe.Rest;

/// <summary>What brackets make of form fields: <c>a[b][0][c]=d</c> is a value four levels down.</summary>
internal sealed class FormNode
{
    private readonly OrderedDictionary<string, FormNode> _children = [];

    public string? Value { get; private set; }

    public IReadOnlyDictionary<string, FormNode> Children => _children;

    /// <param name="encoded">A query or a form's body.</param>
    public static FormNode Parse(string encoded)
    {
        var root = new FormNode();
        foreach (var pair in new QueryStringEnumerable(encoded))
        {
            root.Add($"{pair.DecodeName()}", $"{pair.DecodeValue()}");
        }

        return root;
    }

    public FormNode? Find(string name) => _children.GetValueOrDefault(name);

    private void Add(string name, string value)
    {
        var bracket = name.IndexOf('[', StringComparison.Ordinal);
        var node = Child(bracket < 0 ? name : name[..bracket]);
        foreach (var part in bracket < 0 ? [] : name[(bracket + 1)..].TrimEnd(']').Split("]["))
        {
            node = node.Child(part.Length > 0 ? part : $"{node._children.Count}");
        }

        node.Value = value;
    }

    private FormNode Child(string name)
    {
        if (!_children.TryGetValue(name, out var child))
        {
            _children.Add(name, child = new FormNode());
        }

        return child;
    }
}
