using System.CommandLine;

namespace Gova.Benchmarks.Billing;

/// <summary><c>billing</c>: how long Stripe waits for its webhooks to be acknowledged, and how fast they are handled.</summary>
internal static class BillingCommand
{
    public static Command Create()
    {
        var rate = Number("--rate", "Webhooks a second.", 500);
        var seconds = Number("--seconds", "How long.", 30);
        var customers = Number("--customers", "Whom they are about.", 500);
        var command = new Command("billing", "Webhooks of Stripe: acknowledged and handled.") { rate, seconds, customers };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var load = new BillingLoad(arguments.GetValue(rate), arguments.GetValue(seconds), arguments.GetValue(customers));
            await using var environment = await BenchmarkEnvironment.StartAsync(cancellationToken);
            var figures = await new BillingBenchmark(environment, load).RunAsync(cancellationToken);
            Console.WriteLine(BillingReport.Table(figures));
            return figures.IsMet ? 0 : 1;
        });
        return command;
    }

    private static Option<int> Number(string name, string description, int value)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{name} must be at least 1.");
            }
        });
        return option;
    }
}

/// <summary>What the benchmark does.</summary>
internal sealed record BillingLoad(int Rate, int Seconds, int Customers);
