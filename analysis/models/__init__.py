"""Models from outside: a manifest beside an ONNX file, or beside nothing but a server's address."""
