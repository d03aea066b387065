using Gova.Data;
using Gova.Messaging;
using Gova.ModerationWorker;
using Gova.ModerationWorker.Backtests;
using Gova.ModerationWorker.Budgets;
using Gova.ModerationWorker.Embeddings;
using Gova.ModerationWorker.Llm;
using Gova.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddGovaMessaging();
builder.AddGovaData();
builder.AddReviewModel();
builder.Services.AddOutboxRelay();
builder.Services.AddHostedService<Partitions>();
builder.Services.AddModeratorDirectory();
builder.Services.AddModelBudgets();
builder.Services.AddFastLane();
builder.Services.AddSlowLane();
builder.Services.AddEmbeddings();
builder.Services.AddBacktests();
builder.Services.AddRetention();

var app = builder.Build();
app.MapDefaultEndpoints();
return await app.RunServiceAsync();

namespace Gova.ModerationWorker
{
    /// <summary>Marks this host's assembly for tests.</summary>
    public sealed class Program;
}
