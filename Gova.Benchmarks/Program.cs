using System.CommandLine;
using Gova.Benchmarks;

var root = new RootCommand("Measures Gova on this machine.") { PipelineCommand.Create(), DiscordCommand.Create() };
return await root.Parse(args).InvokeAsync();
