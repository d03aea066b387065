using Gova.ModerationWorker.Llm;
using Gova.Tests.Infrastructure;
using Microsoft.Extensions.AI;

namespace Gova.Tests.ModerationWorker.Llm;

public sealed class LimitedChatClientTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clients_of_one_endpoint_share_its_limit()
    {
        using var free = new SemaphoreSlim(2);
        using var model = new WaitingModel();
        using var one = new LimitedChatClient(model, free);
        using var other = new LimitedChatClient(model, free);

        var requests = new[] { one, other, one, other, one }.Select(client => client.GetResponseAsync([], cancellationToken: Stop)).ToList();
        await Eventually.That(() => model.AtOnce == 2, TimeSpan.FromSeconds(30), "two are under way");
        model.Answer.SetResult();
        await Task.WhenAll(requests);

        Assert.Equal((2, 5), (model.Most, model.Count));
    }

    private sealed class WaitingModel : IChatClient
    {
        private int _atOnce;
        private int _count;
        private int _most;

        public TaskCompletionSource Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int AtOnce => Volatile.Read(ref _atOnce);

        public int Most => _most;

        public int Count => _count;

        public async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _count);
            var atOnce = Interlocked.Increment(ref _atOnce);
            lock (Answer)
            {
                _most = Math.Max(_most, atOnce);
            }

            await Answer.Task.WaitAsync(cancellationToken);
            Interlocked.Decrement(ref _atOnce);
            return new ChatResponse();
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("Reviews do not stream.");

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
