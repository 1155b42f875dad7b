"""What visitors type: forms check the shape, operations check the business."""
