namespace Gova.Simulators.Llm;

/// <summary>What the model thinks of one message.</summary>
internal sealed record Judgement(double Severity, double Confidence, string Guideline, string Reason, ProposedAction? Action);

internal sealed record ProposedAction(string Type, int? Duration = null, string? Content = null);
