using System.Text.Json;

namespace Gova.AppHost.Local.Publishing;

/// <summary>Writes resources in the deployment manifest's format, as Aspire does.</summary>
internal sealed class ManifestWriter(Utf8JsonWriter json, string folder)
{
    public void Write(IReadOnlyList<object> resources)
    {
        json.WriteStartObject();
        json.WriteStartObject("resources");
        foreach (var resource in resources)
        {
            json.WriteStartObject(resource is UriEncoded escaped ? escaped.Name : ((Resource)resource).Name);
            WriteBody(resource);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteBody(object resource)
    {
        switch (resource)
        {
            case ParameterResource parameter:
                WriteParameter(parameter);
                break;
            case UriEncoded escaped:
                json.WriteString("type", "annotated.string");
                json.WriteString("value", escaped.Parameter.ValueExpression);
                json.WriteString("filter", "uri");
                break;
            case ConnectionStringResource { Configured: { } configured }:
                WriteParameter(configured);
                break;
            case ContainerResource container:
                WriteContainer(container);
                break;
            case ProjectResource project:
                WriteProject(project);
                break;
            case IResourceWithConnectionString value:
                json.WriteString("type", "value.v0");
                json.WriteString("connectionString", value.ConnectionStringExpression.ValueExpression);
                break;
            default:
                throw new NotSupportedException($"{resource.GetType().Name} cannot be deployed.");
        }
    }

    private void WriteParameter(ParameterResource parameter)
    {
        json.WriteString("type", "parameter.v0");
        if (parameter.IsConnectionString)
        {
            json.WriteString("connectionString", parameter.ValueExpression);
        }

        json.WriteString("value", $"{{{parameter.Name}.inputs.value}}");
        json.WriteStartObject("inputs");
        json.WriteStartObject("value");
        json.WriteString("type", "string");
        if (parameter.Secret)
        {
            json.WriteBoolean("secret", true);
        }

        if (parameter.Generated is { } generated)
        {
            json.WriteStartObject("default");
            json.WriteStartObject("generate");
            json.WriteNumber("minLength", generated.MinLength);
            WriteFalse("lower", generated.Lower);
            WriteFalse("upper", generated.Upper);
            WriteFalse("numeric", generated.Numeric);
            WriteFalse("special", generated.Special);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    // What is the default is left out.
    private void WriteFalse(string name, bool value)
    {
        if (!value)
        {
            json.WriteBoolean(name, false);
        }
    }

    private void WriteContainer(ContainerResource container)
    {
        json.WriteString("type", "container.v0");
        json.WriteString("connectionString", ((IResourceWithConnectionString)container).ConnectionStringExpression.ValueExpression);
        json.WriteString("image", container.Image);
        if (container.Volumes.Count > 0)
        {
            json.WriteStartArray("volumes");
            foreach (var volume in container.Volumes)
            {
                json.WriteStartObject();
                json.WriteString("name", volume.Name);
                json.WriteString("target", volume.Target);
                json.WriteBoolean("readOnly", volume.ReadOnly);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        WriteEnvironment(container.Environment);
        WriteBindings(container, "tcp");
    }

    private void WriteProject(ProjectResource project)
    {
        json.WriteString("type", "project.v0");
        json.WriteString("path", Path.GetRelativePath(folder, project.ProjectPath).Replace('\\', '/'));
        if (project.Arguments.Count > 0)
        {
            json.WriteStartArray("args");
            project.Arguments.ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }

        WriteEnvironment(
        [
            new("OTEL_DOTNET_EXPERIMENTAL_OTLP_EMIT_EXCEPTION_LOG_ATTRIBUTES", "true"),
            new("OTEL_DOTNET_EXPERIMENTAL_OTLP_EMIT_EVENT_LOG_ATTRIBUTES", "true"),
            new("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "in_memory"),
            new("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true"),
            new("HTTP_PORTS", $"{{{project.Name}.bindings.http.targetPort}}"),
            .. project.Environment,
        ]);
        WriteBindings(project, "http");
    }

    private void WriteEnvironment(IReadOnlyList<KeyValuePair<string, object>> environment)
    {
        json.WriteStartObject("env");
        foreach (var (name, value) in environment)
        {
            json.WriteString(name, value is IManifestExpressionProvider expression ? expression.ValueExpression : (string)value);
        }

        json.WriteEndObject();
    }

    private void WriteBindings(Resource resource, string transport)
    {
        json.WriteStartObject("bindings");
        foreach (var endpoint in resource.Endpoints)
        {
            json.WriteStartObject(endpoint.Name);
            json.WriteString("scheme", endpoint.Scheme);
            json.WriteString("protocol", "tcp");
            json.WriteString("transport", transport);
            if (endpoint.TargetPort is { } targetPort)
            {
                json.WriteNumber("targetPort", targetPort);
            }

            if (endpoint.External)
            {
                json.WriteBoolean("external", true);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
