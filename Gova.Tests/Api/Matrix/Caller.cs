namespace Gova.Tests.Api.Matrix;

/// <summary>Who calls. The refused ones come first, so that what they must not change is still there.</summary>
internal enum Caller
{
    Anonymous,
    Stranger,
    KeyWithoutScope,
    Viewer,
    Reviewer,
    Admin,
    Owner,
    KeyWithScope,
}
