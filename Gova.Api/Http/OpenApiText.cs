using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Gova.Api.Http;

/// <summary>The description as it is sent: made once, because it cannot change while the api runs, and not sent to whoever has it.</summary>
internal sealed class OpenApiText([FromKeyedServices(OpenApi.Name)] IOpenApiDocumentProvider documents)
{
    private readonly Lock _gate = new();
    private Task<(byte[] Bytes, EntityTagHeaderValue Tag)>? _text;

    public static async Task<FileContentHttpResult> Handle(OpenApiText text, HttpContext http)
    {
        var (bytes, tag) = await text.ReadAsync();
        http.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(bytes, "application/json; charset=utf-8", entityTag: tag);
    }

    private Task<(byte[] Bytes, EntityTagHeaderValue Tag)> ReadAsync()
    {
        lock (_gate)
        {
            // What failed is tried again.
            return _text = _text is null or { IsFaulted: true } or { IsCanceled: true } ? MakeAsync() : _text;
        }
    }

    private async Task<(byte[] Bytes, EntityTagHeaderValue Tag)> MakeAsync()
    {
        var document = await documents.GetOpenApiDocumentAsync();
        using var bytes = new MemoryStream();
        await document.SerializeAsJsonAsync(bytes, OpenApiSpecVersion.OpenApi3_1);
        var text = bytes.ToArray();
        return (text, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(text))[..32]}\""));
    }
}
