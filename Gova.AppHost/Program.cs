namespace Gova.AppHost;

/// <summary>Marks this host's assembly for tests.</summary>
public sealed class Program;
