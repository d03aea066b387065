using System.CommandLine;
using Gova.Benchmarks;
using Gova.Benchmarks.Api;
using Gova.Benchmarks.Billing;
using Gova.Benchmarks.Evaluation;
using Gova.Benchmarks.Live;
using Gova.Benchmarks.Reviews;
using Gova.Benchmarks.Triage;

var root = new RootCommand("Measures Gova on this machine.")
{
    PipelineCommand.Create(), DiscordCommand.Create(), ReviewsCommand.Create(), TrainCommand.Create(), TriageCommand.Create(), EvaluateCommand.Create(),
    CampaignsCommand.Create(), ApiCommand.Create(), LiveCommand.Create(), BillingCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
